import base64
from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .assignment_common import AssignmentCommon

CANARY = "Kanarienvogel"


@tagged("complaint", "post_install", "-at_install")
class TestRetention(AssignmentCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["complaint.approval.rule"].search([]).active = False
        cls.customer = cls.env["res.partner"].create(
            {
                "name": f"Ms {CANARY}",
                "email": f"{CANARY.lower()}@customer.example",
                "phone": "13700137000",
                "street": f"{CANARY} Road 1",
            }
        )

    def _new_case(self):
        """A closed case full of the customer's name."""
        case = self._create_complaint(
            name=f"{CANARY} is angry",
            team_id=self.team.id,
            partner_id=self.customer.id,
            description=f"<p>{CANARY} says it broke</p>",
            demand=f"Money for {CANARY}",
            expectation=CANARY,
            incident_place=f"Home of {CANARY}",
            confidential_note=CANARY,
            complainant_ids=[(0, 0, {"customer_name": f"Brother of {CANARY}"})],
            item_ids=[(0, 0, {"name": f"{CANARY} was insulted"})],
        )
        self._reply(self._dispatch(case), text=f"<p>{CANARY} is right</p>")
        self.env["complaint.callback"].create(
            {"complaint_id": case.id, "user_id": self.user_agent.id}
        ).sudo().write({"remark": f"{CANARY} is content", "state": "cancelled"})
        self.env["complaint.contact"].create(
            {"complaint_id": case.id, "content": f"Called {CANARY}", "person": CANARY}
        )
        case.message_post(body=f"Letter to {CANARY}", subject=CANARY)
        self.env["ir.attachment"].create(
            {
                "name": f"{CANARY}.txt",
                "datas": base64.b64encode(CANARY.encode()),
                "res_model": case._name,
                "res_id": case.id,
            }
        )
        case.activity_schedule("mail.mail_activity_data_todo", summary=CANARY)
        case.sudo().message_subscribe(self.customer.ids)
        self.customer.message_post(body=f"Call {CANARY}")
        case.assignment_ids.with_user(self.user_agent).action_accept()
        self._close(case)
        return case

    def _close(self, case):
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE complaint_complaint SET phase = 'closed', date_closed = %s"
            " WHERE id = %s",
            [self.env.cr.now(), case.id],
        )
        self.env.invalidate_all()

    def _find_canary(self):
        """Tables and columns of the whole database in which the customer is still
        named, as a dump would show it."""
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT table_name FROM information_schema.tables"
            " WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
        )
        found = []
        for (table,) in self.env.cr.fetchall():
            self.env.cr.execute(
                f'SELECT t::text FROM "{table}" t WHERE t::text ILIKE %s LIMIT 1',
                [f"%{CANARY}%"],
            )
            found += [(table, row[0][:300]) for row in self.env.cr.fetchall()]
        return found

    def _anonymise(self, user=None, **values):
        wizard = self.env["complaint.anonymise"].with_user(user or self.user_supervisor)
        wizard.create({"partner_id": self.customer.id, **values}).action_anonymise()

    def test_nothing_of_the_customer_is_left(self):
        case = self._new_case()
        assignment = case.assignment_ids
        stored = self.env["ir.attachment"].search(
            [("res_model", "=", case._name), ("res_id", "=", case.id)]
        )
        names = set(stored.filtered("store_fname").mapped("store_fname"))
        self.assertGreater(len(self._find_canary()), 8)
        self._anonymise()
        self.assertFalse(self._find_canary())
        left = self.env["ir.attachment"].search([("store_fname", "in", list(names))])
        self.assertFalse(left, "the file store forgets files nobody names")
        self.assertFalse(case.partner_id or case.customer_name or case.phone)
        self.assertTrue(case.date_anonymised)
        self.assertEqual(assignment.state, "accepted")

    def test_the_form_offers_it_for_all_cases_that_name_the_customer(self):
        case = self._new_case()
        other = self._create_complaint(
            team_id=self.team.id,
            complainant_ids=[(0, 0, {"partner_id": self.customer.id})],
        )
        self._close(other)
        wizard = self.env["complaint.anonymise"].with_user(self.user_supervisor)
        context = {"active_model": "res.partner", "active_id": self.customer.id}
        with Form(wizard.with_context(**context)) as form:
            self.assertEqual(set(form.complaint_ids.ids), {case.id, other.id})
            self.assertFalse(form.obstacles)

    def test_an_example_of_the_case_goes_too(self):
        case = self._new_case()
        case.validity = "valid"
        case.with_user(self.user_supervisor).action_share()
        example = self.env["complaint.example"].search([("complaint_id", "=", case.id)])
        self.assertTrue(example)
        self._anonymise()
        self.assertFalse(example.exists())

    def test_facts_stay(self):
        case = self._new_case()
        number, category, closed = case.number, case.category_id, case.date_closed
        milestones = case.milestone_ids.mapped("code")
        self._anonymise()
        self.assertEqual(case.number, number)
        self.assertEqual(case.category_id, category)
        self.assertEqual(case.date_closed, closed)
        self.assertEqual(case.milestone_ids.mapped("code"), milestones)
        self.assertEqual(case.display_name, number)

    def test_legal_hold_and_open_cases_are_respected(self):
        case = self._new_case()
        case.is_legal_hold = True
        with self.assertRaisesRegex(UserError, "legal hold"):
            self._anonymise()
        case.is_legal_hold = False
        still_open = self._create_complaint(
            team_id=self.team.id, partner_id=self.customer.id
        )
        with self.assertRaisesRegex(UserError, f"{still_open.number} is not closed"):
            self._anonymise()
        self.assertTrue(self._find_canary())

    def test_only_supervisors_anonymise(self):
        case = self._new_case()
        with self.assertRaises(AccessError):
            self._anonymise(self.user_agent)
        with self.assertRaises(AccessError):
            case.with_user(self.user_agent)._do_anonymise(self.customer)

    def test_contacts_needed_elsewhere_stay(self):
        """No contact is forgotten that is not the customer of these cases alone."""
        case = self._new_case()
        stranger = self.env["res.partner"].create({"name": "Supplier"})
        for values, reason in (
            ({"partner_id": stranger.id}, "no customer of these complaints"),
            ({"complaint_ids": []}, "no customer of these complaints"),
            ({"partner_id": self.company.partner_id.id}, "own companies"),
            ({"partner_id": self.user_employee.partner_id.id}, "has an account"),
        ):
            with self.subTest(reason=reason), self.assertRaisesRegex(UserError, reason):
                self._anonymise(**values)
        other = self._create_complaint(user=self.user_agent_other)
        other.complainant_ids = [(0, 0, {"partner_id": self.customer.id})]
        with self.assertRaisesRegex(UserError, "1 more complaints name"):
            self._anonymise(complaint_ids=case.ids)
        self.assertTrue(self.customer.active)
        self._anonymise(complaint_ids=case.ids, is_contact_included=False)
        self.assertTrue(self.customer.active)
        self.assertTrue(case.date_anonymised)

    def test_messages_in_other_documents_stay(self):
        case = self._new_case()
        document = self.env["res.partner"].create({"name": "Order"})
        message = document.message_post(body="I order two", author_id=self.customer.id)
        self._anonymise()
        self.assertTrue(message.exists())
        self.assertTrue(case.date_anonymised)

    def test_others_are_not_touched(self):
        self._new_case()
        other = self._create_complaint(
            team_id=self.team.id, partner_id=self.partner.id, demand="A refund"
        )
        self._anonymise()
        self.assertEqual(other.customer_name, "Wang Fang")
        self.assertEqual(other.demand, "A refund")
        self.assertTrue(self.partner.active)

    def test_closed_cases_are_archived_by_cron(self):
        case = self._create_complaint(team_id=self.team.id)
        recent = self._create_complaint(team_id=self.team.id)
        still_open = self._create_complaint(team_id=self.team.id)
        self._close(case)
        self._close(recent)
        self.env.cr.execute(
            "UPDATE complaint_complaint SET date_closed = %s WHERE id = %s",
            [self.env.cr.now() - timedelta(days=200), case.id],
        )
        self.env.invalidate_all()
        cron = self.env.ref("complaint_management.ir_cron_complaint_archive")
        for months, active in ((0, True), (12, True), (6, False)):
            self.company.complaint_archive_months = months
            self.env.flush_all()
            with self.enter_registry_test_mode():
                cron.method_direct_trigger()
            self.env.invalidate_all()
            self.assertEqual(case.active, active)
        self.assertTrue(recent.active and still_open.active)


@tagged("complaint", "post_install", "-at_install")
class TestSpotCheck(AssignmentCommon):
    """Headquarters look at some of the handled cases of a store."""

    def _new_check(self, user=None, **values):
        checks = self.env["complaint.spot.check"].with_user(
            user or self.user_supervisor
        )
        today = self.env.cr.now().date()
        return checks.create(
            {
                "date_from": today - timedelta(days=2),
                "date_to": today + timedelta(days=2),
                "team_ids": self.team.ids,
                "percent": 40,
                **values,
            }
        )

    def _get_rates(self, today=None):
        """The totals of the table of spot checks around the day; each figure is that of
        its list."""
        self.env.flush_all()
        today = today or self.env.cr.now().date()
        statistics = self.env["complaint.statistics"].with_user(self.user_supervisor)
        statistics = statistics.create(
            {
                "kind": "checks",
                "dimension": "team_id",
                "date_from": today - timedelta(days=2),
                "date_to": today + timedelta(days=2),
                "team_ids": self.team.ids,
            }
        )
        [table] = statistics.get_tables()["tables"]
        for figure in table["total"]:
            if figure["model"]:
                model = self.env[figure["model"]].with_user(self.user_supervisor)
                self.assertEqual(figure["value"], model.search_count(figure["domain"]))
        names = [column["name"] for column in table["columns"]]
        values = [figure["value"] for figure in table["total"]]
        return dict(zip(names[1:], values[1:], strict=True))

    def test_checks_count_when_the_case_was_closed(self):
        case = self._create_complaint(team_id=self.team.id)
        closed_on = self.env.cr.now() - timedelta(days=30)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE complaint_complaint SET phase = 'closed', date_closed = %s"
            " WHERE id = %s",
            [closed_on, case.id],
        )
        self.env.invalidate_all()
        self.env["complaint.review"].create(
            {"complaint_id": case.id, "kind": "spot_check"}
        )
        self.assertEqual(self._get_rates(closed_on.date())["drawn"], 1)
        self.assertEqual(self._get_rates()["drawn"], 0)

    def test_random_sample_of_closed_cases(self):
        cases = self.env["complaint.complaint"]
        for _number in range(6):
            cases |= self._create_complaint(
                team_id=self.team.id, user_id=self.user_agent.id
            )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE complaint_complaint SET phase = 'closed', date_closed = %s"
            " WHERE id IN %s",
            [self.env.cr.now(), tuple(cases[:5].ids)],
        )
        self.env.invalidate_all()
        check = self._new_check()
        self.assertEqual((check.pool_count, check.sample_count), (5, 2))
        check.action_draw()
        drawn = cases.review_ids
        self.assertEqual(len(drawn), 2)
        self.assertEqual(set(drawn.mapped("kind")), {"spot_check"})
        self.assertEqual(drawn.user_id, self.user_supervisor)
        self.assertNotIn(cases[5], drawn.complaint_id)
        # nobody is checked twice
        self.assertEqual(self._new_check().pool_count, 3)
        review = drawn[0].with_user(self.user_supervisor)
        review.write({"courtesy": "yes", "clarity": "no", "finding": "No times noted"})
        review.action_confirm()
        self.assertEqual(review.result, "confirmed")
        self.assertEqual(
            self._get_rates(),
            {
                "drawn": 2,
                "checked": 1,
                "checked_rate": 0.5,
                "confirmed": 1,
                "redo": 0,
                "confirmed_rate": 1,
                "discourteous": 0,
                "courtesy_rate": 1,
                "unclear": 1,
                "clarity_rate": 0,
            },
        )
        with self.assertRaises(AccessError):
            self._new_check(self.user_agent)
        with self.assertRaisesRegex(UserError, "No closed case"):
            self._new_check(team_ids=self.team_branch.ids).action_draw()
