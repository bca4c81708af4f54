from markupsafe import Markup

from odoo import api, models
from odoo.fields import Domain

from ..complaint_data import OPEN_ASSIGNMENT_STATES
from .resolution_data import OPEN_MEASURE_STATES

# what decides who can act
POST_FIELDS = {"active", "company_ids", "group_ids"}
ROLES = ("respondent", "executive")
# open work by model, and the field that names whose it is
OPEN_WORK = {
    "complaint.complaint": ("user_id", [("phase", "!=", "closed")]),
    "complaint.assignment": ("user_id", [("state", "in", OPEN_ASSIGNMENT_STATES)]),
    "complaint.approval": ("approver_ids", [("state", "in", ("waiting", "pending"))]),
    "complaint.callback": ("user_id", [("state", "=", "planned")]),
    "complaint.measure": ("user_id", [("state", "in", OPEN_MEASURE_STATES)]),
    "complaint.review": ("user_id", [("result", "=", False)]),
    "complaint.statement": ("user_id", [("state", "=", "asked")]),
    "complaint.proceeding": ("user_id", [("state", "=", "open")]),
}
MOST_LISTED = 50
ACTIVITY_FIELDS = (
    *("activity_type_id", "automated", "complaint_done_code", "date_deadline", "note"),
    *("res_id", "res_model", "res_model_id", "summary", "user_id"),
)


class ResUsers(models.Model):
    """People leave: their open work does not stay with them."""

    _inherit = "res.users"

    def write(self, vals):
        """Whoever is archived, or loses company or roles, hands over what is open."""
        before = self._get_complaint_posts() if POST_FIELDS & vals.keys() else {}
        asked = before and self._get_complaint_activities()
        result = super().write(vals)
        self._hand_over_posts(before)
        self._hand_over_activities(asked)
        return result

    def action_archive(self):
        """Odoo deletes the activities of whoever is archived: others get them."""
        asked = self._get_complaint_activities()
        result = super().action_archive()
        self._hand_over_activities(asked)
        return result

    def _get_complaint_posts(self):
        """In which companies the users can work on complaints.

        :return: dict of company to users
        """
        groups = self.env["res.groups"]
        for role in ROLES:
            # they go one by one when the addon is uninstalled
            name = f"complaint_management.group_complaint_{role}"
            groups |= self.env.ref(name, raise_if_not_found=False) or groups
        # sudo: whoever administers users sees them anyway
        users = self.sudo().filtered(
            lambda user: user.active and not user.share and user.all_group_ids & groups
        )
        return {
            company: users.filtered(
                lambda user, company=company: company in user.company_ids
            ).sudo(False)
            for company in users.company_ids
        }

    @api.model
    def _hand_over_posts(self, before):
        """Hand over the work of those who could act before and cannot any more."""
        users = self.union(*before.values())
        after = users._get_complaint_posts() if before else {}
        for company, able in before.items():
            for user in able - after.get(company, self.browse()):
                user._hand_over_complaint_work(company)

    # ------------------------------------------------------------
    # HANDING OVER
    # ------------------------------------------------------------

    def _hand_over_complaint_work(self, company):
        """Give the user's open work of a company to who can act, list it for the
        supervisors, and say so to whoever archives the user."""
        self.ensure_one()
        # sudo: whoever administers users has no right on complaints
        user = self.sudo()
        work = user._get_open_complaint_work(company)
        if not any(work.values()):
            return
        listed = Markup().join(user._list_open_work(work))
        work["complaint.complaint"].write({"user_id": False})
        work["complaint.assignment"]._replace_contact()
        work["complaint.approval"]._replace_approvers(user)
        work["complaint.callback"]._replace_callers()
        user._tell_supervisors(company, listed)
        self.env.user._bus_send(
            "simple_notification",
            {
                "type": "warning",
                "sticky": True,
                "message": self.env._(
                    "%(user)s had open complaint work (%(count)s). Others take it over;"
                    " the supervisors of %(company)s have the list.",
                    user=user.name,
                    count=sum(len(records) for records in work.values()),
                    company=company.name,
                ),
            },
        )

    def _get_open_complaint_work(self, company):
        """What the user has to do for the company, by model."""
        return {
            model: self.env[model].search(
                Domain(domain)
                & Domain(name, "in", self.ids)
                & Domain("company_id", "=", company.id),
                order="id",
            )
            for model, (name, domain) in OPEN_WORK.items()
        }

    def _list_open_work(self, work):
        """Lines of a list, the links under which the work is found."""
        for model, records in work.items():
            if not records:
                continue
            links = [
                Markup('<a href="%s">%s</a>')
                % (record._notify_get_action_link("view"), record.display_name)
                for record in records[:MOST_LISTED]
            ]
            if len(records) > MOST_LISTED:
                links.append("…")
            label = self.env["ir.model"]._get(model).display_name
            yield Markup("<li>%s (%s): %s</li>") % (
                label,
                len(records),
                Markup(", ").join(links),
            )

    def _get_complaint_activities(self):
        """What the users are asked to do on documents of complaints: activities and
        their values."""
        # sudo: whoever administers users has no right on complaints
        activities = self.env["mail.activity"].sudo()
        found = activities.search(
            [("user_id", "in", self.ids), ("res_model", "=like", "complaint.%")]
        )
        return [
            (
                activity,
                {
                    name: activity._fields[name].convert_to_write(
                        activity[name], activity
                    )
                    for name in ACTIVITY_FIELDS
                },
            )
            for activity in found
        ]

    @api.model
    def _hand_over_activities(self, asked):
        """Whoever answers for the document gets what somebody who left, or may not read
        it any more, was asked to do."""
        for activity, values in asked or ():
            user = self.sudo().browse(values["user_id"])  # sudo: see above
            document = self.env[values["res_model"]].sudo().browse(values["res_id"])
            if not hasattr(document, "_filter_readable_by") or not document.exists():
                continue
            if user.active and document._filter_readable_by(user):
                continue
            activity.exists().unlink()
            successor = document._get_responsible_user()
            activity.create({**values, "user_id": successor.id})

    def _tell_supervisors(self, company, listed):
        """The list of what somebody leaves behind: cases wait for a new owner."""
        group = self.env.ref("complaint_management.group_complaint_supervisor")
        readers = group.all_user_ids._filter_able(company) - self
        readers = readers or company.complaint_stand_in_id._filter_able(company)
        for lang, users in readers.grouped("lang").items():
            env = self.with_context(lang=lang).env
            env["mail.thread"].message_notify(
                partner_ids=users.partner_id.ids,
                subject=env._("Open complaint work of %(user)s", user=self.name),
                body=Markup("<p>%s</p><ul>%s</ul>")
                % (
                    env._(
                        "%(user)s cannot act on complaints any more. Cases have no owner"
                        " now: give them one. The rest was given to who can act.",
                        user=self.name,
                    ),
                    listed,
                ),
                email_layout_xmlid="mail.mail_notification_light",
                model_description=env._("Complaints"),
            )
