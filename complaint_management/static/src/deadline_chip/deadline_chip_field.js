import { Component, onWillStart, useState } from "@odoo/owl";
import { deserializeDateTime, formatDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { usePopover } from "@web/core/popover/popover_hook";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const { DateTime } = luxon;

const COLORS = {
    overdue: "text-bg-danger",
    hour: "text-bg-warning",
    today: "text-bg-info",
    later: "text-bg-light border",
};

/** How urgent a due time is at this moment: a key of COLORS. */
function getUrgency(due) {
    const now = DateTime.local();
    if (due < now) {
        return "overdue";
    }
    if (due < now.plus({ hours: 1 })) {
        return "hour";
    }
    return due.hasSame(now, "day") ? "today" : "later";
}

/** The remaining or exceeded time in its two largest units, such as "2 d 3 h". */
function getRemaining(due) {
    const span = due.diff(DateTime.local(), "minutes").minutes;
    const minutes = Math.floor(Math.abs(span));
    const [days, hours, rest] = [
        Math.floor(minutes / 1440),
        Math.floor((minutes % 1440) / 60),
        minutes % 60,
    ];
    let text = _t("%s min", rest);
    if (days) {
        text = _t("%(days)s d %(hours)s h", { days, hours });
    } else if (hours) {
        text = _t("%(hours)s h %(minutes)s min", { hours, minutes: rest });
    }
    return span < 0 ? _t("%s late", text) : text;
}

/** The open deadlines of a record, each with the reason for its due time. */
export class DeadlinePopover extends Component {
    static template = "complaint_management.DeadlinePopover";
    static props = { resModel: String, resId: Number, close: Function };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ deadlines: [] });
        onWillStart(async () => {
            const deadlines = await this.orm.call(
                this.props.resModel,
                "get_deadline_overview",
                [[this.props.resId]],
            );
            this.state.deadlines = deadlines.map((deadline) => this.prepare(deadline));
        });
    }

    prepare(deadline) {
        const due = deserializeDateTime(deadline.date_due);
        const isPaused = deadline.state === "paused";
        return {
            ...deadline,
            due: formatDateTime(due),
            remaining: isPaused ? _t("paused") : getRemaining(due),
            color: isPaused ? "text-bg-secondary" : COLORS[getUrgency(due)],
        };
    }
}

/** The next due time as a coloured chip; a click explains it. */
export class DeadlineChipField extends Component {
    static template = "complaint_management.DeadlineChipField";
    static props = { ...standardFieldProps };

    setup() {
        this.popover = usePopover(DeadlinePopover, { position: "bottom-start" });
    }

    get due() {
        return this.props.record.data[this.props.name];
    }

    get color() {
        return COLORS[getUrgency(this.due)];
    }

    get remaining() {
        return getRemaining(this.due);
    }

    get title() {
        return formatDateTime(this.due);
    }

    /** The record whose deadlines are explained: the deadline's own document in lists. */
    get document() {
        const { resModel, resId } = this.props.record;
        return { resModel, resId };
    }

    onClick(ev) {
        if (this.document.resId) {
            this.popover.open(ev.currentTarget, this.document);
        }
    }
}

registry.category("fields").add("complaint_deadline_chip", {
    component: DeadlineChipField,
    displayName: _t("Deadline Chip"),
    supportedTypes: ["datetime"],
    listViewWidth: [145, 165],
    isEmpty: (record, name) => !record.data[name],
});
