// SPDX-License-Identifier: PostgreSQL
// Statements of the normalised database that add up: joins of two to twelve tables, grouping,
// windows, outer joins, set operations.
//
// Traps: 'everything about a town's heart patients' has twelve tables, of which the planner orders
// eight at a time; 'critical results by ward' begins at the flag, not at the ward; 'monthly
// admissions' and 'insurers and what they pay' read everything; 'elderly patients by site' has a
// range that half the table meets; 'stays in two wards' is estimated as if wards were independent.
// Tested by `make bench-index`.
#include "tests/bench/index/normalised.h"

namespace tend::bench {

std::vector<BenchStatement> normalised_reports() {
  return {
      {"monthly admissions",
       R"(select date_trunc('month', admitted_at) as month, kind, count(*),
                 avg(discharged_at - admitted_at) as stay
          from admissions group by month, kind order by month, kind)",
       2},
      {"everything about a town's heart patients",
       R"(select p.surname, w.site, s.surname as doctor, c.code, m.name, t.name as test, r.value,
                 i.amount
          from patients p join admissions a on a.patient_id = p.patient_id
          join wards w on w.ward_id = a.ward_id join staff s on s.staff_id = a.attending_id
          join admission_diagnoses d on d.admission_id = a.admission_id
          join diagnosis_codes c on c.code_id = d.code_id
          join prescriptions x on x.admission_id = a.admission_id
          join medicines m on m.medicine_id = x.medicine_id
          join lab_orders o on o.admission_id = a.admission_id
          join lab_results r on r.order_id = o.order_id
          join lab_tests t on t.test_id = r.test_id
          join invoices i on i.admission_id = a.admission_id
          where p.city = 'town 250' and w.specialty = 'heart' and r.flag is not null
          and d.position = 1)",
       2},
      {"critical results by ward",
       R"(select w.name, t.section, count(*) from lab_results r
          join lab_orders o on o.order_id = r.order_id
          join admissions a on a.admission_id = o.admission_id
          join wards w on w.ward_id = a.ward_id join lab_tests t on t.test_id = r.test_id
          where r.flag = 'C' and o.ordered_at >= '2023-01-01'
          group by w.name, t.section order by count(*) desc)",
       8},
      {"controlled medicines by prescriber",
       R"(select s.staff_id, s.surname, s.role, count(*), sum(x.dose) from medicines m
          join prescriptions x on x.medicine_id = m.medicine_id
          join staff s on s.staff_id = x.prescriber_id
          where m.controlled and m.form = 'infusion' and s.role = 'nurse'
          and x.started_on between '2023-01-01' and '2023-03-31'
          group by s.staff_id, s.surname, s.role having count(*) > 1 order by count(*) desc)",
       5},
      {"what a chapter of diagnoses is given",
       R"(select m.substance, count(distinct x.admission_id) as admissions
          from diagnosis_codes c join admission_diagnoses d on d.code_id = c.code_id
          join prescriptions x on x.admission_id = d.admission_id
          join medicines m on m.medicine_id = x.medicine_id
          where c.chapter = 'chapter 14' and c.chronic and d.certain
          group by m.substance order by admissions desc limit 15)",
       3},
      {"insurers and what they pay",
       R"(select n.name, count(distinct i.invoice_id), sum(i.amount) as billed,
                 sum(y.amount) as paid
          from insurers n join invoices i on i.insurer_id = n.insurer_id
          left join payments y on y.invoice_id = i.invoice_id group by n.name
          order by billed desc)",
       1},
      {"doctors ranked within their wards",
       R"(select * from (
            select s.ward_id, s.surname, count(*) as admissions,
                   row_number() over (partition by s.ward_id order by count(*) desc) as place
            from staff s join admissions a on a.attending_id = s.staff_id
            join wards w on w.ward_id = s.ward_id
            where w.site = 'site 5' and a.admitted_at >= '2023-07-01'
            group by s.ward_id, s.staff_id, s.surname) r
          where place <= 3 order by ward_id, place)",
       4},
      {"stays in two wards",
       R"(select a.admission_id, t1.from_at, t2.from_at as moved_at from ward_stays t1
          join ward_stays t2 on t2.admission_id = t1.admission_id and t2.from_at > t1.from_at
          join admissions a on a.admission_id = t1.admission_id
          where t1.ward_id = 61 and t2.ward_id = 32 and a.kind = 'planned')",
       6},
      {"elderly patients by site",
       R"(select w.site, count(*) from patients p join admissions a on a.patient_id = p.patient_id
          join wards w on w.ward_id = a.ward_id where p.born_on < '1970-01-01'
          group by w.site order by count(*) desc)",
       2},
      {"beds over a weekend",
       R"(select w.name, w.beds, count(t.stay_id) as taken from wards w
          left join ward_stays t on t.ward_id = w.ward_id and t.from_at < '2022-10-10'
          and t.from_at >= '2022-09-20' and t.until_at > '2022-10-08'
          where w.closed_on is null group by w.ward_id, w.name, w.beds order by taken desc)",
       15},
      {"a day's events",
       R"(select 'admitted' as event, admission_id, admitted_at as at from admissions
          where admitted_at >= '2023-04-03' and admitted_at < '2023-04-04'
          union all
          select 'discharged', admission_id, discharged_at from admissions
          where discharged_at >= '2023-04-03' and discharged_at < '2023-04-04'
          union all
          select 'moved', admission_id, from_at from ward_stays
          where from_at >= '2023-04-03' and from_at < '2023-04-04'
          order by at)",
       18},
      {"invoices by age",
       R"(select case when due_on < '2023-10-01' then 'old' when due_on < '2023-12-01' then 'due'
                      else 'new' end as age, count(*), sum(amount)
          from invoices where status = 'open' group by 1)",
       16},
      {"moving average of a test",
       R"(select r.reported_at, r.value,
                 avg(r.value) over (order by r.reported_at rows 20 preceding) as smooth
          from lab_results r where r.test_id = 180 and r.reported_at >= '2022-01-01')",
       7},
      {"readmissions by complaint",
       R"(with pairs as (
            select a.complaint, a.patient_id, a.admitted_at,
                   lag(a.discharged_at) over (partition by a.patient_id order by a.admitted_at)
                   as before
            from admissions a where a.kind = 'emergency' and a.admitted_at >= '2023-09-01')
          select complaint, count(*) from pairs where admitted_at < before + interval '14 days'
          group by complaint having count(*) >= 2 order by count(*) desc)",
       5},
      {"laboratory work of an insurer's patients",
       R"(select t.section, date_trunc('week', o.ordered_at) as week, count(*) from patients p
          join admissions a on a.patient_id = p.patient_id
          join lab_orders o on o.admission_id = a.admission_id
          join lab_results r on r.order_id = o.order_id join lab_tests t on t.test_id = r.test_id
          where p.insurer_id = 34 and o.priority = 'urgent' group by t.section, week
          order by week)",
       4},
      {"rare tests by complaint",
       R"(select a.complaint, t.name, count(*), avg(r.value) from lab_tests t
          join lab_results r on r.test_id = t.test_id
          join lab_orders o on o.order_id = r.order_id
          join admissions a on a.admission_id = o.admission_id
          join wards w on w.ward_id = a.ward_id join staff s on s.staff_id = o.requester_id
          where t.section = 'genes' and t.test_id > 240 and w.site = 'site 3' and s.role = 'doctor'
          group by a.complaint, t.name)",
       5},
      {"antagonists given together",
       R"(select p.surname, p.record_no, m1.name, m2.name, x1.started_on from medicines m1
          join prescriptions x1 on x1.medicine_id = m1.medicine_id
          join prescriptions x2 on x2.admission_id = x1.admission_id
          and x2.started_on between x1.started_on and x1.started_on + 3
          join medicines m2 on m2.medicine_id = x2.medicine_id
          join admissions a on a.admission_id = x1.admission_id
          join patients p on p.patient_id = a.patient_id
          where m1.substance = 'substance 12' and m2.form = 'infusion' and m2.controlled)",
       12},
      {"unpaid stays of a diagnosis",
       R"(select n.name, c.code, w.specialty, count(*), sum(i.amount) from diagnosis_codes c
          join admission_diagnoses d on d.code_id = c.code_id
          join admissions a on a.admission_id = d.admission_id
          join wards w on w.ward_id = a.ward_id
          join invoices i on i.admission_id = a.admission_id
          left join insurers n on n.insurer_id = i.insurer_id
          left join payments y on y.invoice_id = i.invoice_id and not y.bounced
          where c.code like 'C%' and d.position <= 2 and i.status = 'open'
          and y.payment_id is null group by n.name, c.code, w.specialty)",
       7},
      {"course of a chronic patient",
       R"(select a.admitted_at, w.name, s.surname, c.title, t.name as test, r.value, m.name
          from patients p join admissions a on a.patient_id = p.patient_id
          join ward_stays y on y.admission_id = a.admission_id
          join wards w on w.ward_id = y.ward_id join staff s on s.staff_id = a.attending_id
          join admission_diagnoses d on d.admission_id = a.admission_id
          join diagnosis_codes c on c.code_id = d.code_id
          left join lab_orders o on o.admission_id = a.admission_id
          left join lab_results r on r.order_id = o.order_id and r.flag is not null
          left join lab_tests t on t.test_id = r.test_id
          left join prescriptions x on x.admission_id = a.admission_id
          left join medicines m on m.medicine_id = x.medicine_id
          where p.record_no = 'R0642227' and y.isolated order by a.admitted_at)",
       20},
      {"payments of a week with their doctors",
       R"(select y.paid_on, y.method, s.surname, sum(y.amount) from payments y
          join invoices i on i.invoice_id = y.invoice_id
          join admissions a on a.admission_id = i.admission_id
          join staff s on s.staff_id = a.attending_id join wards w on w.ward_id = a.ward_id
          where y.paid_on between '2021-09-06' and '2021-09-12' and y.method = 'card'
          and w.specialty in ('cancer', 'children') group by y.paid_on, y.method, s.surname)",
       10},
  };
}

}  // namespace tend::bench
