import { Component, onWillStart, useEffect, useRef } from "@odoo/owl";
import { loadBundle } from "@web/core/assets";
import { cookie } from "@web/core/browser/cookie";
import { getColor, hexToRGBA } from "@web/core/colors/colors";
import { _t } from "@web/core/l10n/translation";

const { DateTime } = luxon;

/** Cases received and finished by day; a click on a point opens the cases of the day. */
export class TrendChart extends Component {
    static template = "complaint_management.TrendChart";
    static props = { trend: Object, onOpen: Function };

    setup() {
        this.canvas = useRef("canvas");
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            () => {
                const chart = new Chart(this.canvas.el, this.getConfiguration());
                return () => chart.destroy();
            },
            () => [this.props.trend],
        );
    }

    getConfiguration() {
        const { days, received, finished } = this.props.trend;
        const labels = days.map((day) =>
            DateTime.fromISO(day).toLocaleString({ month: "numeric", day: "numeric" }),
        );
        const datasets = [
            this.getDataset(_t("Received"), received, 0),
            this.getDataset(_t("Finished"), finished, 1),
        ];
        return {
            type: "line",
            data: { labels, datasets },
            options: {
                animation: false,
                maintainAspectRatio: false,
                interaction: { mode: "index", intersect: false },
                onClick: (ev, elements, chart) => this.onClick(ev, chart),
                scales: { y: { beginAtZero: true, ticks: { precision: 0 } } },
            },
        };
    }

    getDataset(label, data, index) {
        const color = getColor(index, cookie.get("color_scheme"), "odoo");
        return {
            label,
            data,
            borderColor: color,
            backgroundColor: hexToRGBA(color, 0.2),
            fill: index === 0,
            tension: 0.2,
        };
    }

    onClick(ev, chart) {
        const [point] = chart.getElementsAtEventForMode(
            ev,
            "nearest",
            { intersect: false },
            true,
        );
        if (point) {
            this.props.onOpen(point.index, point.datasetIndex);
        }
    }
}
