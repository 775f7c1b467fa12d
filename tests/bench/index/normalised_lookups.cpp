// SPDX-License-Identifier: PostgreSQL
// Statements of the normalised database that return few rows: one patient, one ward, one day, what
// is open, newest first, with up to three joins.
//
// Traps: 'urgent orders still open' and 'patients in a ward now' have predicates that few rows
// meet, for which a partial index is a few pages; 'first critical results of a rare test' has a
// LIMIT, and the primary key has its order, but would be walked through nearly all rows; 'town and
// postcode' filters twice by the same fact; 'paid invoices' and 'results within the limits' keep
// nearly all rows; 'surname anywhere' begins with a wildcard; 'who left in a year' wraps the
// column in a function.
// Tested by `make bench-index`.
#include "tests/bench/index/normalised.h"

namespace tend::bench {

std::vector<BenchStatement> normalised_lookups() {
  return {
      {"patient by record number",
       R"(select patient_id, surname, given_name, born_on from patients
          where record_no = 'R0277165')",
       50},
      {"patients by name and birth",
       R"(select patient_id, record_no, city from patients where surname = '1679091c'
          and given_name in ('Eva', 'Anna') and born_on < '1951-01-01' order by born_on)",
       40},
      {"surname anywhere",
       R"(select patient_id, surname, given_name from patients where surname like '%abc%')", 4},
      {"surname by its start",
       R"(select patient_id, surname, given_name, born_on from patients
          where surname like 'B6d%' order by surname, given_name limit 30)",
       30},
      {"admissions of a patient",
       R"(select a.admission_id, a.admitted_at, a.outcome, w.name, s.surname from admissions a
          join wards w on w.ward_id = a.ward_id join staff s on s.staff_id = a.attending_id
          where a.patient_id = 7920 order by a.admitted_at desc limit 10)",
       50},
      {"patients in a ward now",
       R"(select p.surname, p.given_name, t.bed, t.from_at from ward_stays t
          join admissions a on a.admission_id = t.admission_id
          join patients p on p.patient_id = a.patient_id
          where t.ward_id = 4 and t.until_at is null order by t.bed)",
       45},
      {"urgent orders still open",
       R"(select o.order_id, o.ordered_at, a.ward_id from lab_orders o
          join admissions a on a.admission_id = o.admission_id
          where o.status = 'open' and o.priority = 'urgent' order by o.ordered_at limit 40)",
       35},
      {"results of an admission",
       R"(select t.name, r.value, t.unit, r.flag, r.reported_at from lab_orders o
          join lab_results r on r.order_id = o.order_id join lab_tests t on t.test_id = r.test_id
          where o.admission_id = 45120 order by r.reported_at)",
       50},
      {"first critical results of a rare test",
       R"(select r.result_id, r.order_id, r.value, r.reported_at from lab_results r
          where r.flag = 'C' and r.test_id = 231 order by r.result_id limit 5)",
       9},
      {"medicines of an admission",
       R"(select m.name, p.dose, p.route, p.started_on, p.ended_on from prescriptions p
          join medicines m on m.medicine_id = p.medicine_id where p.admission_id = 60321
          order by p.started_on)",
       45},
      {"reactions to a substance",
       R"(select p.prescription_id, p.admission_id, p.started_on from medicines m
          join prescriptions p on p.medicine_id = m.medicine_id
          where m.substance = 'substance 77' and p.stopped_reason = 'reaction')",
       10},
      {"overdue invoices of an insurer",
       R"(select i.invoice_id, i.due_on, i.amount from invoices i
          where i.insurer_id = 12 and i.status = 'open' and i.due_on < '2023-12-01'
          order by i.due_on)",
       20},
      {"dearest invoices in dispute",
       R"(select i.invoice_id, i.amount, n.name from invoices i
          left join insurers n on n.insurer_id = i.insurer_id
          where i.status = 'disputed' order by i.amount desc limit 20)",
       12},
      {"paid invoices", R"(select count(*), sum(amount) from invoices where status = 'paid')", 2},
      {"results within the limits",
       R"(select r.test_id, count(*) from lab_results r join lab_tests t on t.test_id = r.test_id
          where r.flag is null and r.value between t.low and t.high group by r.test_id
          order by count(*) desc limit 10)",
       1},
      {"town and postcode",
       R"(select patient_id, surname from patients where city = 'town 12' and postcode = '20482'
          and died_on is null)",
       14},
      {"invoices without an insurer",
       R"(select p.surname, p.phone, i.amount from invoices i
          join admissions a on a.admission_id = i.admission_id
          join patients p on p.patient_id = a.patient_id
          where i.insurer_id is null and i.status = 'open' and p.phone is not null
          order by i.amount desc)",
       8},
      {"bounced payments or large ones in cash",
       R"(select payment_id, invoice_id, paid_on, amount from payments
          where (bounced or (method = 'cash' and amount > 14000))
          and paid_on >= '2023-06-01' order by paid_on)",
       6},
      {"a doctor's admissions of a month",
       R"(select a.admission_id, a.admitted_at, p.surname from admissions a
          join patients p on p.patient_id = a.patient_id where a.attending_id = 450
          and a.admitted_at >= '2022-05-01' and a.admitted_at < '2022-06-01')",
       22},
      {"who left in a year",
       R"(select staff_id, surname, role from staff
          where extract(year from left_on) = 2022 and role = 'doctor')",
       3},
  };
}

}  // namespace tend::bench
