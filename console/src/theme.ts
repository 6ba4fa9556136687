/** Sober and legible: deep blue, small radii, the machine's own Chinese fonts. */
import type { ThemeConfig } from "antd";

export const theme: ThemeConfig = {
  token: {
    colorPrimary: "#0b4a8f",
    colorInfo: "#0b4a8f",
    colorLink: "#0b4a8f",
    colorSuccess: "#1b7a3d",
    colorWarning: "#a35c00",
    colorError: "#b3261e",
    // The grounds that antd derives from dark colours are muddy.
    colorPrimaryBg: "#e8f0fa",
    colorInfoBg: "#e8f0fa",
    colorInfoBorder: "#9dbde0",
    colorWarningBg: "#fff6e5",
    colorWarningBorder: "#e6c27a",
    colorErrorBg: "#fdf0ef",
    colorErrorBorder: "#e3a09c",
    colorSuccessBg: "#e6f4ea",
    colorSuccessBorder: "#8fc9a3",
    colorTextSecondary: "#4a5563",
    colorTextTertiary: "#5b6675",
    colorTextDisabled: "#5b6675",
    colorTextPlaceholder: "#6b7684",
    colorBgLayout: "#f1f4f8",
    borderRadius: 4,
    fontSize: 14,
    fontFamily: '"PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", sans-serif',
    wireframe: false,
  },
  components: {
    Card: { headerHeight: 40, headerHeightSM: 36, bodyPaddingSM: 10 },
    Form: { itemMarginBottom: 10, verticalLabelPadding: "0 0 2px" },
    Table: { cellPaddingBlockSM: 6 },
  },
};
