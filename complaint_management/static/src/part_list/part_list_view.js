import { Component } from "@odoo/owl";
import { Pager } from "@web/core/pager/pager";
import { registry } from "@web/core/registry";
import { useViewButtons } from "@web/views/view_button/view_button_hook";
import { ListController } from "@web/views/list/list_controller";
import { ListRenderer } from "@web/views/list/list_renderer";
import { listView } from "@web/views/list/list_view";

/** What remains of the control panel: the buttons, and a pager when it is needed. */
export class PartControlPanel extends Component {
    static template = "complaint_management.PartControlPanel";
    static components = { Pager };
    static props = { display: Object, slots: Object };

    get pager() {
        const { limit, total } = this.env.config.pagerProps;
        return total > limit && this.env.config.pagerProps;
    }
}

/** When a button or an action has changed lines, the document may have changed too. */
export class PartListController extends ListController {
    static props = { ...ListController.props, reloadDocument: Function };

    setup() {
        super.setup();
        useViewButtons(this.rootRef, {
            beforeExecuteAction: this.beforeExecuteActionButton.bind(this),
            reload: () => this.props.reloadDocument(),
        });
    }

    get actionMenuProps() {
        return {
            ...super.actionMenuProps,
            onActionExecuted: ({ noReload } = {}) =>
                noReload || this.props.reloadDocument(),
        };
    }
}

/** A list among other things of a form: no rows that only fill the screen. */
export class PartListRenderer extends ListRenderer {
    get getEmptyRowIds() {
        return this.props.list.records.length ? [] : [0];
    }
}

registry.category("views").add("complaint_part_list", {
    ...listView,
    Controller: PartListController,
    Renderer: PartListRenderer,
    ControlPanel: PartControlPanel,
});
