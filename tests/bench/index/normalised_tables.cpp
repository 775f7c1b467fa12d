// SPDX-License-Identifier: PostgreSQL
// The tables of the normalised database, fifteen of them: who is treated (patients, insurers),
// where and by whom (wards, staff), the stay (admissions, ward_stays), what was found
// (diagnosis_codes, admission_diagnoses, lab_tests, lab_orders, lab_results), given (medicines,
// prescriptions) and paid (invoices, payments). The largest have 250,000 to 300,000 rows.
//
// Traps in the data:
// - chains of foreign keys: a filter on a patient reaches the results of a laboratory by three
//   joins, one on a test by one, and which end to begin with depends on the constant;
// - skew: chronic patients come again and again, a few medicines and codes make up most rows,
//   while most medicines are rare;
// - correlation between columns: specialty follows site, the attending doctor the ward, the
//   chapter the code, due_on issued_on, postcode city, role grade;
// - correlation with the order of rows: admissions, orders and invoices are in the order of time,
//   the children of an admission nearly so, payments less;
// - NULLs that mean something: not yet discharged, moved or reported, under 1 % and all among the
//   newest rows; died_on, left_on, stopped_reason are mostly NULL;
// - low selectivity: invoices are paid (94 %), orders done (98 %), results have no flag (88 %).
// Tested by `make bench-index`.
#include "tests/bench/index/normalised.h"

namespace tend::bench {

namespace {

using Statements = std::vector<std::string>;

const Statements kPlaces{
    R"(select setseed(0.21))",
    R"(create table wards (ward_id int not null, site text not null, name text not null,
       specialty text not null, beds smallint not null, floor smallint not null, closed_on date))",
    R"(insert into wards select i, 'site ' || 1 + i % 9, 'ward ' || chr(65 + i % 26) || i,
       (array['surgery', 'medicine', 'children', 'heart', 'cancer', 'maternity'])
       [1 + (i % 9 / 2 + i / 40) % 6], 12 + i % 4 * 6, i % 7,
       case when i > 84 then date '2021-01-01' + i end from generate_series(1, 90) i)",
    R"(alter table wards add primary key (ward_id))",
    R"(create table staff (staff_id int not null, ward_id int not null, surname text not null,
       role text not null, grade smallint not null, hired_on date not null, left_on date,
       supervisor_id int))",
    R"(insert into staff select i, 1 + i % 90, initcap(substr(md5((i % 1301)::text), 1, 7)),
       (array['doctor', 'nurse', 'nurse', 'porter', 'pharmacist'])[1 + floor(power(r, 1.3) * 5)],
       1 + floor(r * 9), date '1995-01-01' + floor(s * 9400)::int,
       case when r < 0.12 then date '2020-12-01' + floor(s * 900)::int end,
       nullif(i / 12, 0)
       from (select i, random() r, random() s from generate_series(1, 3000) i) s)",
    R"(alter table staff add primary key (staff_id))",
    R"(create table insurers (insurer_id int not null, name text not null, kind text not null,
       days_to_pay smallint not null))",
    R"(insert into insurers select i, 'insurer ' || i,
       (array['public', 'public', 'private', 'employer'])[1 + i % 4], 14 + i % 3 * 16
       from generate_series(1, 40) i)",
    R"(alter table insurers add primary key (insurer_id))",
    R"(create table patients (patient_id int not null, record_no text not null,
       surname text not null,
       given_name text not null, born_on date not null, sex char(1) not null, city text not null,
       postcode text not null, insurer_id int, registered_on date not null, died_on date,
       phone text))",
    R"(insert into patients select i, 'R' || lpad((i * 7919::bigint % 1000003)::text, 7, '0'),
       initcap(substr(md5((power(q, 2) * 6000)::int::text), 1, 8)),
       (array['Anna', 'Ben', 'Clara', 'David', 'Eva', 'Felix', 'Greta', 'Hugo'])[1 + floor(s * 8)],
       date '1930-01-01' + floor(power(r, 0.7) * 33000)::int, case when s < 0.52
       then 'f' else 'm' end,
       'town ' || town, lpad((20000 + town * 40 + floor(s * 5))::text, 5, '0'),
       case when r > 0.08 then 1 + floor(40 * power(s, 2.5)) end, date '2010-01-01' + i / 9,
       case when s * r > 0.88 then date '2019-06-01' + floor(random() * 1600)::int end,
       case when s < 0.6 then '+49 30 ' || 100000 + i * 7 % 900000 end
       from (select i, random() q, random() r, random() s, floor(300 * power(random(), 2))::int town
             from generate_series(1, 40000) i) p)",
    R"(alter table patients add primary key (patient_id))",
};

// 29 minutes between two admissions: 90,000 reach from 2019-01-01 to 2023-12-17. The ward of an
// admission is a formula of its number, and its doctor one of that ward's.
const Statements kStays{
    R"(select setseed(0.22))",
    R"(create table admissions (admission_id int not null, patient_id int not null,
       ward_id int not null, attending_id int not null, kind text not null,
       admitted_at timestamp not null, discharged_at timestamp, outcome text,
       complaint text not null))",
    R"(insert into admissions select i, 1 + floor(40000 * power(p, 2))::int * 7919::bigint % 40000,
       ward, ward - 1 + 90 * (1 + floor(32 * power(d, 2))::int), kind, at,
       case when at + stay < timestamp '2023-12-18' then at + stay end,
       case when at + stay < timestamp '2023-12-18' then
         (array['home', 'home', 'rehab', 'transfer', 'died'])[1 + floor(power(d, 2.2) * 5)] end,
       'complaint ' || floor(power(random(), 2) * 500)
       from (select i, p, d, at, 1 + floor(90 * power((i * 0.618034 % 1)::float8, 1.7))::int ward,
                    (array['emergency', 'planned', 'emergency', 'transfer', 'birth'])
                    [1 + floor(power(d, 1.5) * 5)] kind,
                    -ln(1 - random()) * interval '5 days' stay
             from (select i, random() p, random() d,
                          timestamp '2019-01-01' + i * interval '29 minutes' as at
                   from generate_series(1, 90000) i) a) b)",
    R"(alter table admissions add primary key (admission_id))",
    R"(alter table admissions alter column kind set statistics 320)",
    R"(create table ward_stays (stay_id int not null, admission_id int not null,
       ward_id int not null,
       bed smallint not null, from_at timestamp not null, until_at timestamp,
       isolated boolean not null))",
    R"(insert into ward_stays select row_number() over (order by a, n), a,
       1 + floor(90 * power(((a * 0.618034 + (n - 1) * 0.37) % 1)::float8, 1.7))::int,
       1 + floor(r * 30),
       timestamp '2019-01-01' + a * interval '29 minutes' + (n - 1 + r) * interval '30 hours',
       case when a < 89700 or r < 0.3 then timestamp '2019-01-01' + a * interval '29 minutes'
            + (n + r) * interval '31 hours' end, r < 0.04
       from (select a, n, random() r from generate_series(1, 90000) a,
             lateral generate_series(1, 1 + (a * 7919 % 101) * (a * 7919 % 101) / 3400) n) s)",
    R"(alter table ward_stays add primary key (stay_id))",
    R"(alter table ward_stays alter column isolated set statistics 600)",
};

const Statements kFindings{
    R"(select setseed(0.23))",
    R"(create table diagnosis_codes (code_id int not null, code text not null,
       chapter text not null,
       title text not null, chronic boolean not null))",
    R"(insert into diagnosis_codes select i,
       chr(65 + i / 100) || lpad((i % 100)::text, 2, '0') || '.'
       || i % 8, 'chapter ' || 1 + i / 125, 'disease ' || substr(md5(i::text), 1, 12), i % 6 = 0
       from generate_series(1, 2500) i)",
    R"(alter table diagnosis_codes add primary key (code_id))",
    R"(create table admission_diagnoses (admission_id int not null, position smallint not null,
       code_id int not null, certain boolean not null, recorded_by int not null))",
    R"(insert into admission_diagnoses select a, n, 1 + floor(2500 * power(random(), 2.6))::int
       * 7::bigint % 2500, random() < 0.85, 90 + floor(2900 * random())
       from (select a, n from generate_series(1, 90000) a,
             lateral generate_series(1, 1 + (a * 4099 % 89) * (a * 4099 % 89) / 1700) n) s)",
    R"(alter table admission_diagnoses add primary key (admission_id, position))",
    R"(alter table admission_diagnoses alter column certain set statistics 1000)",
    R"(create table lab_tests (test_id int not null, name text not null, section text not null,
       unit text not null, low float8 not null, high float8 not null))",
    R"(insert into lab_tests select i, 'test ' || i,
       (array['blood', 'blood', 'chemistry', 'microbes', 'genes'])[1 + i * 5 / 251],
       'unit ' || i % 9,
       20, 80 from generate_series(1, 250) i)",
    R"(alter table lab_tests add primary key (test_id))",
    R"(create table lab_orders (order_id int not null, admission_id int not null,
       requester_id int not null, ordered_at timestamp not null, priority text not null,
       status text not null))",
    R"(insert into lab_orders select i, i * 3 / 4, 90 + floor(2900 * power(random(), 2)),
       timestamp '2019-01-01' + (i * 3 / 4) * interval '29 minutes' + r * interval '3 days',
       case when r < 0.06 then 'urgent' when r < 0.3 then 'soon' else 'routine' end,
       case when i > 119000 and s > 0.4 then 'open' when s > 0.985 then 'lost' else 'done' end
       from (select i, random() r, random() s from generate_series(2, 120000) i) o)",
    R"(alter table lab_orders add primary key (order_id))",
    R"(alter table lab_orders alter column priority set statistics 420)",
    R"(create table lab_results (result_id int not null, order_id int not null,
       test_id int not null,
       value float8 not null, flag char(1), verified_by int, reported_at timestamp))",
    R"(insert into lab_results select i, order_id, 1 + floor(250 * power(t, 2.4)),
       v * 100, case when v > 0.97 and order_id % 5 = 0 then 'C' when v > 0.94 then 'H'
                     when v < 0.06 then 'L' end,
       case when v < 0.9 then 90 + floor(t * 400) end,
       case when order_id < 119000 or v < 0.5 then timestamp '2019-01-01'
            + (order_id * 3 / 4) * interval '29 minutes' + (3 + v) * interval '1 day' end
       from (select i, 2 + i * 2 / 5 order_id, random() t, random() v
             from generate_series(1, 299990) i) r)",
    R"(alter table lab_results add primary key (result_id))",
    R"(alter table lab_results alter column flag set statistics 1001)",
};

const Statements kTreatmentAndMoney{
    R"(select setseed(0.24))",
    R"(create table medicines (medicine_id int not null, substance text not null,
       name text not null,
       form text not null, controlled boolean not null, unit_price numeric(8, 2) not null))",
    R"(insert into medicines select i, 'substance ' || i / 5, initcap(substr(md5('m' || i), 1, 9)),
       (array['tablet', 'tablet', 'infusion', 'cream'])[1 + i % 4], i % 23 = 0,
       (power(random(), 4) * 900)::numeric(8, 2) from generate_series(1, 1800) i)",
    R"(alter table medicines add primary key (medicine_id))",
    R"(create table prescriptions (prescription_id int not null, admission_id int not null,
       medicine_id int not null, prescriber_id int not null, started_on date not null,
       ended_on date, dose numeric(7, 2) not null, route text not null, stopped_reason text))",
    R"(insert into prescriptions select i, a, 1 + floor(1800 * power(m, 3))::int * 7::bigint % 1800,
       90 + floor(2900 * power(r, 1.5)), day,
       case when i < 249000 then day + floor(r * 14)::int end,
       (5 * (1 + floor(m * 40)))::numeric(7, 2),
       (array['mouth', 'mouth', 'vein', 'skin'])[1 + floor(r * 4)],
       case when r < 0.015 then 'reaction' when r < 0.03 then 'no effect' end
       from (select i, a, random() m, random() r,
                    date '2019-01-01' + (a * 29 / 1440) + floor(random() * 4)::int as day
             from (select i, 1 + i * 9 / 25 a from generate_series(1, 249900) i) p) q)",
    R"(alter table prescriptions add primary key (prescription_id))",
    R"(alter table prescriptions alter column route set statistics 900)",
    R"(create table invoices (invoice_id int not null, admission_id int not null, insurer_id int,
       issued_on date not null, due_on date not null, amount numeric(10, 2) not null,
       status text not null))",
    R"(insert into invoices select i, i, case when r > 0.08 then 1 + floor(40 * power(s, 2.5)) end,
       issued, issued + 14 + floor(s * 3)::int * 16, (200 + power(r, 3) * 20000)::numeric(10, 2),
       case when i > 86000 and s > 0.4 then 'open' when r > 0.985 then 'disputed'
            when r < 0.02 then 'written off' else 'paid' end
       from (select i, random() r, random() s, date '2019-01-04' + (i * 29 / 1440)
                    + floor(random() * 20)::int issued from generate_series(1, 89500) i) v)",
    R"(alter table invoices add primary key (invoice_id))",
    R"(alter table invoices alter column status set statistics 320)",
    R"(create table payments (payment_id int not null, invoice_id int not null,
       paid_on date not null,
       amount numeric(10, 2) not null, method text not null, bounced boolean not null))",
    R"(insert into payments select i, 1 + abs(i * 179 / 200 - floor(power(r, 3) * 4000)::int),
       date '2019-02-01' + (i * 29 / 1600) + floor(r * 30)::int,
       (50 + power(s, 3) * 15000)::numeric(10, 2),
       (array['transfer', 'transfer', 'card', 'cash'])[1 + floor(power(s, 1.5) * 4)], r < 0.01
       from (select i, random() r, random() s from generate_series(1, 100000) i) p)",
    R"(alter table payments add primary key (payment_id))",
    R"(alter table payments alter column method set statistics 350)",
};

}  // namespace

std::vector<std::string> normalised_tables() {
  Statements all;
  for (const Statements* part : {&kPlaces, &kStays, &kFindings, &kTreatmentAndMoney}) {
    all.insert(all.end(), part->begin(), part->end());
  }
  all.push_back("alter table patients alter column sex set statistics 200");
  all.push_back(
      "vacuum analyze wards, staff, insurers, patients, admissions, ward_stays, diagnosis_codes, "
      "admission_diagnoses, lab_tests, lab_orders, lab_results, medicines, prescriptions, "
      "invoices, "
      "payments");
  return all;
}

}  // namespace tend::bench
