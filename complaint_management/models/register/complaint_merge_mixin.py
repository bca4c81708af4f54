from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import email_split

# what belongs to an assignment and names its complaint as well
ASSIGNMENT_PARTS = (
    "complaint.milestone",
    "complaint.deadline",
    "complaint.escalation",
    "complaint.pause",
    "complaint.notice",
)


class ComplaintMergeMixin(models.AbstractModel):
    """Makes one case of several complaints about the same matter.

    The survivor goes on with everything that was gathered; a merged complaint stays
    findable under its number and points to the survivor.
    """

    _name = "complaint.merge.mixin"
    _inherit = ["complaint.phase.mixin", "complaint.contact.data.mixin"]
    _description = "Merging of Complaints"

    merged_into_id = fields.Many2one(
        "complaint.complaint",
        "Merged into",
        readonly=True,
        copy=False,
        index="btree_not_null",
        tracking=True,
        check_company=True,
        ondelete="restrict",
    )
    merged_ids = fields.One2many(
        "complaint.complaint", "merged_into_id", "Merged Complaints"
    )
    complainant_ids = fields.One2many(
        "complaint.complainant", "complaint_id", "Further Complainants", copy=True
    )

    @api.constrains("outcome", "merged_into_id", "phase")
    def _check_merged_into_id(self):
        for complaint in self:
            survivor = complaint.merged_into_id.sudo()  # sudo: only its number is told
            is_merged_end = complaint.outcome == "merged" and not complaint.is_open
            if survivor and not is_merged_end:
                raise UserError(
                    self.env._(
                        "%(complaint)s was merged: go on with %(survivor)s.",
                        complaint=complaint.number,
                        survivor=survivor.number,
                    )
                )
            if complaint.outcome == "merged" and not survivor:
                raise UserError(
                    self.env._(
                        "%(complaint)s: use “Merge” to say with which complaint it goes"
                        " on.",
                        complaint=complaint.number,
                    )
                )

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _get_survivor(self):
        """The complaint with which the case goes on: mails about a merged complaint
        belong there."""
        self.ensure_one()
        return self.merged_into_id or self

    def _get_addressees(self):
        """Everybody whom a letter about the case must reach, each by himself.

        :return: list of dict, the customer first: ``name``, ``email``, ``phone``,
            ``partner`` (res.partner) and the complaint ``number`` that he was told
        """
        self.ensure_one()
        return [
            {
                "name": person.customer_name,
                "email": next(iter(email_split(person.email_from)), False),
                "phone": person.phone,
                "partner": person.partner_id,
                "number": own_complaint.number,
            }
            for person, own_complaint in self._get_complainants()
            if person._has_customer()
        ]

    def _get_complainants(self):
        """The customer and the further complainants, each with the complaint (sudo)
        whose number he was told."""
        self.ensure_one()
        # sudo: the merged complaint may be one of another desk; its number is no secret
        case = self.sudo()
        return [
            (self, case),
            *(
                (complainant, complainant.sudo().source_id or case)
                for complainant in self.complainant_ids
            ),
        ]

    def _is_closed_with_another(self):
        """Hook: another complaint answers for this one, whose guards are silent."""
        self.ensure_one()
        return bool(self.merged_into_id)

    # ------------------------------------------------------------
    # MERGING
    # ------------------------------------------------------------

    def _merge_into(self, survivor):
        """Merge the complaints into one of them.

        :raise UserError: everything that stands against it
        :raise AccessError: the user may not change one of the complaints
        """
        (self | survivor).check_access("write")
        reasons = self._get_cannot_merge_reasons(survivor)
        if reasons:
            raise UserError("\n".join(reasons))
        # sudo: parts of a case belong to colleagues, other desks and departments
        survivor = survivor.sudo()
        merged = (
            self.sudo().sorted(lambda case: (case.date_received, case.id)) - survivor
        )
        survivor._log_merge(merged)
        survivor._adopt_complainants(merged)
        survivor._adopt_parts(merged)
        survivor._adopt_conversation(merged)
        earliest = min((merged | survivor).mapped("date_received"))
        if earliest < survivor.date_received:
            survivor._record_milestone("received", at=earliest)
        values = survivor._prepare_survivor_values(merged)
        merged.write(survivor._prepare_merged_values())
        survivor.write(values)
        survivor._tell_merged(merged)

    def _get_cannot_merge_reasons(self, survivor):
        """Everything that stands against merging the complaints into ``survivor``."""
        reasons = []
        if len(self | survivor) < 2:
            reasons.append(self.env._("Choose at least two complaints to merge."))
        if len((self | survivor).company_id) > 1:
            reasons.append(
                self.env._("Complaints of different companies cannot be merged.")
            )
        reasons += [
            self.env._("%(complaint)s is merged already.", complaint=case.number)
            for case in (self | survivor).filtered("merged_into_id")
        ]
        if not survivor.is_open and any((self - survivor).mapped("is_open")):
            reasons.append(
                self.env._(
                    "%(complaint)s is closed: reopen it, or merge into an open one.",
                    complaint=survivor.number,
                )
            )
        return reasons

    def _log_merge(self, merged):
        """Note what is merged, with the words of each customer."""
        self.message_post_with_source(
            "complaint_management.complaint_merge_note",
            render_values={"survivor": self, "complaints": merged},
            subtype_xmlid="mail.mt_note",
        )

    def _tell_merged(self, merged):
        """Whose case has grown, and whose case goes on as another one, is told; whoever
        merges knows it."""
        users = self._get_responsible_user()
        for complaint in merged:
            users |= self._filter_able(complaint.user_id)
        for user in (users - self.env.user).filtered(self._filter_readable_by):
            env = self.with_context(lang=user.lang).env
            self.message_notify(
                partner_ids=user.partner_id.ids,
                subject=env._(
                    "Merged into %(number)s: %(complaints)s",
                    number=self.number,
                    complaints=", ".join(merged.mapped("number")),
                ),
                body=env._(
                    "%(user)s has merged complaints about the same matter. The case goes"
                    " on as %(number)s “%(subject)s”.",
                    user=self.env.user.name,
                    number=self.number,
                    subject=self.name,
                ),
                email_layout_xmlid="mail.mail_notification_light",
            )

    def _adopt_complainants(self, merged):
        """Note the customers of the merged complaints, each person once."""
        known = [person for person, _own_complaint in self._get_complainants()]
        vals_list = []
        for complaint in merged:
            for person, own_complaint in complaint._get_complainants():
                if not any(person._is_same_person(other) for other in known):
                    known.append(person)
                    vals_list.append(
                        {
                            **person._prepare_contact_values(),
                            "complaint_id": self.id,
                            "source_id": own_complaint.id,
                        }
                    )
        self.env["complaint.complainant"].create(vals_list)

    def _adopt_parts(self, merged):
        """Hook: take over the documents that belong to the merged complaints."""
        merged.merged_ids.write({"merged_into_id": self.id})
        merged.item_ids.write({"complaint_id": self.id})
        merged.statement_ids.write({"complaint_id": self.id})
        self._adopt_assignments(merged.assignment_ids)

    def _adopt_assignments(self, assignments):
        """Departments go on with what they were given, now for this complaint."""
        values = {"complaint_id": self.id}
        assignments.write(values)
        assignments.approval_ids.write(values)
        for model in ASSIGNMENT_PARTS:
            parts = self.env[model].search([("assignment_id", "in", assignments.ids)])
            parts.write(values)

    def _adopt_conversation(self, merged):
        """Take over messages, files, activities and followers.

        Customers must not learn of each other: what another customer wrote or received
        becomes internal, and he does not follow the survivor.
        """
        same_customer = merged.filtered(self._is_same_person)
        self._adopt_messages(same_customer)
        self._adopt_messages(merged - same_customer, {"is_internal": True})
        self._adopt_attachments(merged)
        self._adopt_activities(merged)
        internal = merged.message_partner_ids.filtered(
            lambda partner: not partner.partner_share
        )
        self.message_subscribe((internal | same_customer.message_partner_ids).ids)

    def _adopt_messages(self, complaints, values=None):
        """Messages keep their Message-ID: answers to them arrive at the survivor.

        Logs of changed values stay, they tell how long each stage of a case took.
        """
        self.env["mail.message"].search(
            [
                ("model", "=", self._name),
                ("res_id", "in", complaints.ids),
                ("tracking_value_ids", "=", False),
            ]
        ).write({"res_id": self.id, **(values or {})})

    def _adopt_attachments(self, complaints):
        self.env["ir.attachment"].search(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", complaints.ids),
                ("res_field", "=", False),
            ]
        ).write({"res_id": self.id})

    def _adopt_activities(self, complaints):
        """Activities planned and done; whoever may not read the survivor loses his."""
        activities = (
            self.env["mail.activity"]
            .with_context(active_test=False)
            .search([("res_model", "=", self._name), ("res_id", "in", complaints.ids)])
        )
        activities.write({"res_id": self.id})
        for user, rows in activities.filtered("user_id").grouped("user_id").items():
            if not self._filter_readable_by(user):
                rows.user_id = False

    def _prepare_survivor_values(self, merged):
        """What the survivor takes over: extremes, unions, and what it did not know."""
        cases = self | merged
        values = {
            name: case[name]
            for name in self._get_first_known_fields()
            for case in merged.filtered(name)[:1]
            if not self[name]
        }
        return {
            **self._convert_to_write(values),
            "date_received": min(cases.mapped("date_received")),
            "priority": max(cases.mapped("priority")),
            "is_confidential": any(cases.mapped("is_confidential")),
            "contact_count": sum(cases.mapped("contact_count")),
            "risk_ids": [fields.Command.set(cases.risk_ids.ids)],
            "subject_user_ids": [fields.Command.set(cases.subject_user_ids.ids)],
        }

    def _get_first_known_fields(self):
        """Hook: fields that a merged complaint may fill, the earliest first."""
        return [
            "description",
            "demand",
            "expectation",
            "incident_date",
            "incident_place",
            "subject_name",
            "subject_department_id",
            "cause_id",
            "external_body_id",
            "external_reference",
            "user_id",
        ]

    def _prepare_merged_values(self):
        """How complaints end that are merged into this one."""
        self.ensure_one()
        return {"merged_into_id": self.id, "outcome": "merged", "phase": "closed"}
