-- The small functions behind the observing views: quantiles, scores and levels, and what they refuse.
CREATE EXTENSION pg_tend;

-- a histogram: bucket b begins at 10^(b/20) microseconds
SELECT round(tend.histogram_quantile('{60}', '{7}', 0.5)::numeric, 2) AS one_bucket,
       tend.histogram_quantile('{}', '{}', 0.5) AS empty,
       tend.histogram_quantile(NULL, '{1}', 0.5) AS nothing;
-- off by at most a bucket's width, 12 %, against the exact quantile of the same times
WITH times AS (SELECT exp(g / 1000.0) AS ms FROM generate_series(0, 6000) g),
     histogram AS (SELECT array_agg(b) AS buckets, array_agg(n) AS counts
                     FROM (SELECT floor(20 * log(ms::numeric * 1000))::int AS b, count(*)::float8 AS n
                             FROM times GROUP BY 1) h)
SELECT p, abs(tend.histogram_quantile(buckets, counts, p)
              / (SELECT percentile_cont(p) WITHIN GROUP (ORDER BY ms) FROM times) - 1) <= 0.13 AS close
  FROM histogram, unnest('{0.01,0.5,0.9,0.95,0.99}'::float8[]) p;

-- log-normal: the closed form, with the normal quantile 1.6448536 of 95 %
SELECT abs(tend.log_normal_quantile(100, 50, 0.95)
           / exp(ln(100) - ln(1.25) / 2 + 1.6448536269514722 * sqrt(ln(1.25))) - 1) < 1e-6 AS p95,
       abs(tend.log_normal_quantile(100, 0, 0.99) - 100) < 1e-9 AS constant,
       tend.log_normal_quantile(0, 0, 0.5) AS nothing_took_time;

-- scores: NULL where there is none, never an error
SELECT tend.complexity_score('SELECT 1') AS plain,
       tend.complexity_score('SELECT * FROM a JOIN b USING (id)') = (tend.complexity('SELECT * FROM a JOIN b USING (id)')).score AS same,
       tend.complexity_score('<insufficient privilege>') AS hidden,
       tend.complexity_score('SELECT 1; SELECT 2') AS two,
       tend.complexity_score('VACUUM') AS utility,
       tend.complexity_score(repeat('(', 100000)) AS deep;

-- what a mean is measured against
SELECT tend.calm_baseline(array_agg(g::float8)) AS day, tend.calm_baseline(array_agg(g::float8) FILTER (WHERE g > 1)) AS less
  FROM generate_series(1, 24) g;
SELECT tend.impact_target(100, 50, 500) AS objective, tend.impact_target(NULL, 50, 500) AS calm,
       tend.impact_target(NULL, 5000, 500) AS always_slow, tend.impact_target(NULL, NULL, 500) AS threshold;
SELECT tend.impact_ms_per_hour(60, 700, 500) AS over, tend.impact_ms_per_hour(60, 400, 500) AS under;
SELECT tend.impact_level(0) AS none, tend.impact_level(3600 * 1000) AS a_core;

-- levels of errors are settings
SELECT r, tend.error_level(r) FROM unnest('{0,0.0099,0.01,0.05,0.1,1}'::float8[]) r;
SET pg_tend.error_rate_warning = 0.5;
SET pg_tend.error_rate_high = 0.6;
SET pg_tend.error_rate_critical = 0.7;
SELECT r, tend.error_level(r) FROM unnest('{0.4,0.5,0.6,0.7}'::float8[]) r;
RESET ALL;

-- pooled deviation: that of all values, whatever the parts
SELECT abs(tend.pooled_stddev(count(*), sum(x), sum(x * x)) - stddev_pop(x)) < 1e-9 AS same,
       tend.pooled_stddev(3, 3, NULL) AS unknown,
       tend.pooled_stddev(1, 1202.334531, (1202.334531::float8 ^ 2)::real) AS one_call, tend.pooled_stddev(0, 0, 0) AS nothing
  FROM unnest('{1,2,7,9,30}'::float8[]) x;

-- times as people read them
SELECT ms, tend.time_text(ms) FROM unnest('{0,0.04,9.94,9.96,999.4,999.6,119999,120000,7199999,7200000,1e9}'::float8[]) ms;
-- what somebody tunes
SELECT q, tend.is_tunable(q) FROM unnest('{SELECT * FROM t,VACUUM,CREATE TABLE a AS SELECT 1,SELECT tend.sample(),no statement}'::text[]) q;

-- refused
\set VERBOSITY sqlstate
SELECT tend.histogram_quantile('{1}', '{1}', 1.1);
SELECT tend.histogram_quantile('{1}', '{1}', 'NaN');
SELECT tend.histogram_quantile('{1,2}', '{1}', 0.5);
SELECT tend.histogram_quantile('{1,1}', '{1,1}', 0.5);
SELECT tend.histogram_quantile('{201}', '{1}', 0.5);
SELECT tend.histogram_quantile('{-1}', '{1}', 0.5);
SELECT tend.histogram_quantile('{1}', '{0}', 0.5);
SELECT tend.histogram_quantile('{1}', '{NaN}', 0.5);
SELECT tend.histogram_quantile('{NULL}', '{1}', 0.5);
SELECT tend.log_normal_quantile(1, -1, 0.5);
SELECT tend.log_normal_quantile(1, 'NaN', 0.5);
SELECT tend.log_normal_quantile(1, 1, 0);
\set VERBOSITY default
SELECT tend.histogram_quantile('{1,1}', '{1,1}', 0.5);
