import { Component, onWillStart, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { formatDateTime } from "@web/core/l10n/dates";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { useRefresh } from "./refresh_hook";
import { TrendChart } from "./trend_chart";

const { DateTime } = luxon;

const TONES = {
    plain: "text-body",
    warning: "text-warning-emphasis",
    danger: "text-danger",
};

/** What waits for the reader, what is late, and how complaints develop. */
export class ComplaintDashboard extends Component {
    static template = "complaint_management.Dashboard";
    static components = { Layout, TrendChart };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.display = { controlPanel: {} };
        this.state = useState({ sections: [], trend: false, tops: [], time: "" });
        onWillStart(() => this.load());
        useRefresh(() => this.load());
    }

    async load() {
        const values = await this.orm.call("complaint.dashboard", "get_dashboard", []);
        Object.assign(this.state, values, { time: formatDateTime(DateTime.local()) });
    }

    getTone(card) {
        return TONES[card.tone];
    }

    /** The share of a row in the most frequent one, as a width. */
    getWidth(top, row) {
        return `width: ${Math.round((100 * row.count) / top.rows[0].count)}%`;
    }

    /** Open the list of exactly the records that were counted. */
    async openList(actionId, name, domain) {
        const action = await this.action.loadAction(actionId);
        const views = action.views.filter(([, type]) => type !== "calendar");
        this.action.doAction({
            type: "ir.actions.act_window",
            name,
            res_model: action.res_model,
            views: views.toSorted(([, a], [, b]) => (b === "list") - (a === "list")),
            domain,
            context: { create: false },
            help: action.help,
        });
    }

    /** Midnights are those of the reader's time zone, which the server knows. */
    openDay(index, series) {
        const { action, days, fields } = this.state.trend;
        const title = DateTime.fromISO(days[index]).toLocaleString(DateTime.DATE_MED);
        const ago = days.length - 1 - index;
        const field = fields[series];
        this.openList(action, title, [
            [field, ">=", `now =0H -${ago}d`],
            [field, "<", `now =0H -${ago}d +1d`],
        ]);
    }

    print() {
        browser.print();
    }
}

registry.category("actions").add("complaint_management.dashboard", ComplaintDashboard);
