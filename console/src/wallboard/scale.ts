/** The wall's one unit of length: a pixel of a screen of 1920 x 1080, whatever the screen is. */
export const DESK_WIDTH = 1920;
const HEIGHT = 1080;

/** The smaller side decides, so that nothing is cut off on walls of another shape. */
export const scaleOf = (width: number, height: number) => Math.min(width / DESK_WIDTH, height / HEIGHT);
