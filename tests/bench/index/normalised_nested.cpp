// SPDX-License-Identifier: PostgreSQL
// Statements of the normalised database with subqueries: EXISTS, NOT EXISTS, IN, scalar ones,
// LATERAL; and self joins, DISTINCT, set differences.
//
// Traps: a correlated subquery runs once a row of the outer query, whose number is a guess where
// predicates are correlated ('patients who were admitted again'); 'medicines nobody takes' must
// read every prescription or probe once a medicine; 'last result of each test' has a LIMIT inside
// a LATERAL; 'either code' filters by an OR over two tables, which no index serves.
// Tested by `make bench-index`.
#include "tests/bench/index/normalised.h"

namespace tend::bench {

std::vector<BenchStatement> normalised_nested() {
  return {
      {"admissions with a diagnosis",
       R"(select a.admission_id, a.admitted_at from admissions a
          where a.admitted_at >= '2023-06-01' and exists (
            select from admission_diagnoses d join diagnosis_codes c on c.code_id = d.code_id
            where d.admission_id = a.admission_id and c.code like 'H1%'))",
       9},
      {"medicines nobody takes",
       R"(select m.medicine_id, m.name from medicines m where m.unit_price > 500
          and not exists (
            select from prescriptions x where x.medicine_id = m.medicine_id
            and x.started_on >= '2023-11-01'))",
       4},
      {"patients who were admitted again",
       R"(select a.admission_id, a.patient_id from admissions a
          where a.outcome = 'rehab' and a.admitted_at between '2023-05-01' and '2023-05-31'
          and exists (select from admissions b where b.patient_id = a.patient_id
                      and b.admitted_at > a.discharged_at
                      and b.admitted_at < a.discharged_at + interval '30 days'))",
       7},
      {"open invoices of the dead",
       R"(select i.invoice_id, i.amount from invoices i where i.status <> 'paid'
          and i.admission_id in (
            select a.admission_id from admissions a join patients p on p.patient_id = a.patient_id
            where p.died_on is not null))",
       5},
      {"invoices above their insurer's average",
       R"(with disputed as materialized (
            select invoice_id, insurer_id, amount from invoices
            where issued_on between '2023-03-01' and '2023-03-14' and status = 'disputed')
          select i.invoice_id, i.amount from disputed i where i.amount > (
            select avg(o.amount) from invoices o where o.insurer_id = i.insurer_id
            and o.status = 'disputed'))",
       10},
      {"last result of each test",
       R"(select t.name, l.value, l.reported_at from lab_tests t cross join lateral (
            select r.value, r.reported_at from lab_results r where r.test_id = t.test_id
            and r.reported_at is not null order by r.reported_at desc limit 1) l
          where t.section = 'genes' and t.test_id > 235)",
       9},
      {"last stay of each patient of a doctor",
       R"(select a.admission_id, l.ward_id, l.from_at from admissions a left join lateral (
            select t.ward_id, t.from_at from ward_stays t where t.admission_id = a.admission_id
            order by t.from_at desc limit 1) l on true
          where a.attending_id = 1305 and a.admitted_at >= '2022-06-01')",
       14},
      {"double prescriptions",
       R"(select x.prescription_id, y.prescription_id as again, m.name from prescriptions x
          join prescriptions y on y.admission_id = x.admission_id
          and y.medicine_id = x.medicine_id and y.prescription_id > x.prescription_id
          join medicines m on m.medicine_id = x.medicine_id
          where x.started_on between '2023-09-01' and '2023-09-14')",
       11},
      {"towns that a ward's patients come from",
       R"(select distinct p.city, p.postcode from ward_stays t
          join admissions a on a.admission_id = t.admission_id
          join patients p on p.patient_id = a.patient_id
          where t.ward_id = 88 and t.isolated order by p.city, p.postcode)",
       6},
      {"supervisors with many in their team",
       R"(select b.staff_id, b.surname, (
            select count(*) from staff s where s.supervisor_id = b.staff_id and s.left_on is null)
            as team
          from staff b where b.role = 'doctor' and b.grade = 1 and b.staff_id <= 250)",
       3},
      {"unpaid and never reminded",
       R"(select i.invoice_id from invoices i where i.status = 'open'
          and i.issued_on < '2023-11-15'
          except
          select y.invoice_id from payments y where y.paid_on >= '2023-09-01')",
       6},
      {"either code",
       R"(select distinct a.patient_id from admissions a
          join admission_diagnoses d on d.admission_id = a.admission_id
          where (d.code_id = 1722 or a.complaint = 'complaint 488')
          and a.admitted_at >= '2021-01-01')",
       5},
      {"first admission of each newcomer",
       R"(select distinct on (a.patient_id) a.patient_id, a.admission_id, a.admitted_at
          from patients p join admissions a on a.patient_id = p.patient_id
          where p.registered_on >= '2022-01-01' and p.insurer_id = 9
          order by a.patient_id, a.admitted_at)",
       8},
      {"orders without a result",
       R"(select o.order_id, o.ordered_at, o.requester_id from lab_orders o
          left join lab_results r on r.order_id = o.order_id
          where o.ordered_at >= '2023-12-01' and o.status = 'done' and r.result_id is null
          order by o.ordered_at)",
       13},
      {"patients with the most tests",
       R"(with busy as (
            select a.patient_id, count(*) as orders from admissions a
            join lab_orders o on o.admission_id = a.admission_id
            where o.ordered_at between '2023-10-01' and '2023-10-31'
            group by a.patient_id order by orders desc limit 20)
          select p.surname, p.given_name, b.orders, (
            select max(r.value) from admissions a
            join lab_orders o on o.admission_id = a.admission_id
            join lab_results r on r.order_id = o.order_id
            where a.patient_id = b.patient_id and r.flag = 'H') as highest
          from busy b join patients p on p.patient_id = b.patient_id order by b.orders desc)",
       3},
      {"nurses who never prescribed a controlled one",
       R"(select s.staff_id, s.surname from staff s where s.role = 'nurse' and s.grade >= 6
          and s.left_on is null and s.staff_id not in (
            select x.prescriber_id from prescriptions x
            join medicines m on m.medicine_id = x.medicine_id where m.controlled))",
       4},
  };
}

}  // namespace tend::bench
