/** One ECharts drawing: follows its box, tells what was clicked, and can be saved as a picture. */
import { useEffect, useRef } from "react";
import type { EChartsCoreOption, EChartsType } from "echarts/core";

/** Which point was clicked: series and place in it. */
export interface Picked {
  series: number;
  index: number;
}

interface Props {
  option: EChartsCoreOption;
  /** What it shows, for who does not see it. The numbers stand in the table beside it. */
  label: string;
  height: number | string;
  onPick?: ((picked: Picked) => void) | undefined;
}

const parts = () => import("./echarts");

export function Chart({ option, label, height, onPick }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType | null>(null);
  const drawn = useRef(option);
  const pick = useRef(onPick);
  useEffect(() => {
    drawn.current = option;
    pick.current = onPick;
    chart.current?.setOption(option, { notMerge: true });
  }, [option, onPick]);

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    let gone = false;
    const resizing = new ResizeObserver(() => chart.current?.resize());
    void parts().then(({ init }) => {
      if (gone) return;
      const made = init(element, null, { renderer: "canvas" });
      made.setOption(drawn.current);
      made.on("click", ({ seriesIndex, dataIndex }) => {
        if (seriesIndex !== undefined) pick.current?.({ series: seriesIndex, index: dataIndex });
      });
      chart.current = made;
      element.dataset.drawn = "true";
      resizing.observe(element);
    });
    return () => {
      gone = true;
      resizing.disconnect();
      chart.current?.dispose();
      chart.current = null;
    };
  }, []);

  return <div ref={box} role="img" aria-label={label} className="chart" style={{ height }} data-clickable={onPick !== undefined} />;
}

const PICTURE = { width: 1200, height: 640 };
/** Room for the two lines of words above the drawing. */
const HEADING = 72;

/** The drawing as a PNG file with its title and what it covers, at twice the screen's density. */
export async function savePicture(option: EChartsCoreOption, title: string, covers: string, paper: string): Promise<void> {
  const { init } = await parts();
  const canvas = document.createElement("div");
  const made = init(canvas, null, PICTURE);
  try {
    made.setOption(option);
    made.setOption({
      title: { text: title, subtext: covers, left: 20, top: 12, textStyle: { fontSize: 20 }, subtextStyle: { fontSize: 13 } },
      grid: { top: HEADING + 44 },
      legend: { top: HEADING },
      toolbox: { show: false },
    });
    const link = document.createElement("a");
    link.href = made.getDataURL({ type: "png", pixelRatio: 2, backgroundColor: paper });
    link.download = `${title}.png`;
    link.click();
  } finally {
    made.dispose();
  }
}
