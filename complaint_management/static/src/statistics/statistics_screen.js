import { Component, onWillStart, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import {
    formatFloat,
    formatInteger,
    formatPercentage,
} from "@web/views/fields/formatters";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const FORMATTERS = {
    integer: (value) => formatInteger(value),
    number: (value) => formatFloat(value, { digits: [16, 2] }),
    percent: (value) => formatPercentage(value, { digits: [16, 1] }),
    text: (value) => value,
};

/** Tables of statistics; a figure opens the list of what it counted. */
export class StatisticsScreen extends Component {
    static template = "complaint_management.StatisticsScreen";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.display = { controlPanel: {} };
        this.state = useState({ title: "", scope: "", tables: [], can_export: false });
        this.statisticsId = this.props.action.params.statistics_id;
        onWillStart(async () => {
            const values = await this.call("get_tables");
            Object.assign(this.state, values);
            // who comes back from a list does not bring the title along
            this.env.config.setDisplayName(values.title);
        });
    }

    call(method) {
        return this.orm.call("complaint.statistics", method, [[this.statisticsId]]);
    }

    format(figure, column) {
        const isEmpty = figure.value === null || figure.value === false;
        return isEmpty ? "–" : FORMATTERS[column.kind](figure.value);
    }

    async run(method) {
        this.action.doAction(await this.call(method));
    }

    print() {
        browser.print();
    }

    open(table, row, figure) {
        this.action.doAction({
            type: "ir.actions.act_window",
            name: `${table.title}: ${row[0].value}`,
            res_model: figure.model,
            views: [
                [false, "list"],
                [false, "form"],
            ],
            domain: figure.domain,
            context: { create: false, active_test: false },
        });
    }
}

registry.category("actions").add("complaint_management.statistics", StatisticsScreen);
