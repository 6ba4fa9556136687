/** Weeks begin on Monday, in every picker and wherever a week is reckoned. */
import dayjs from "dayjs";
import "dayjs/locale/zh-cn";

dayjs.locale("zh-cn");
