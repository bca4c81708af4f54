import { Component, onMounted, onWillUnmount, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { download } from "@web/core/network/download";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const INTERVAL = 1000;

/** Fetches the spreadsheet of the ledger and shows how many rows are written. */
export class LedgerDownload extends Component {
    static template = "complaint_management.LedgerDownload";
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ written: 0 });
        const { ledger_id: ledgerId, count } = this.props.action.params;
        this.ledgerId = ledgerId;
        this.count = count;
        onMounted(() => {
            this.timer = browser.setInterval(() => this.follow(), INTERVAL);
            this.fetch();
        });
        onWillUnmount(() => browser.clearInterval(this.timer));
    }

    get percent() {
        return this.count ? Math.round((100 * this.state.written) / this.count) : 0;
    }

    async follow() {
        this.state.written = await this.orm.silent.call(
            "complaint.ledger.print",
            "get_progress",
            [[this.ledgerId]],
        );
    }

    async fetch() {
        try {
            await download({
                url: `/complaint_management/ledger/${this.ledgerId}`,
                data: {},
            });
        } finally {
            this.action.doAction({ type: "ir.actions.act_window_close" });
        }
    }
}

registry
    .category("actions")
    .add("complaint_management.download_ledger", LedgerDownload);
