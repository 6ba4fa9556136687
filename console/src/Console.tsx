/** The console: language, theme, cache and pages. */
import { App as AntApp, ConfigProvider } from "antd";
import zhCN from "antd/locale/zh_CN";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { lazy } from "react";
import { Navigate, Route, Routes } from "react-router";
import { Problem } from "./api/problem";
import { AnalysisPage } from "./analysis/AnalysisPage";
import { QualityPage } from "./quality/QualityPage";
import { ReportsPage } from "./reports/ReportsPage";
import { CallbackPage } from "./callbacks/CallbackPage";
import { CallPage } from "./calls/CallPage";
import { CallsPage } from "./calls/CallsPage";
import { CataloguePage } from "./catalogue/CataloguePage";
import { CounterPage } from "./counter/CounterPage";
import { DoorsPage } from "./channels/DoorsPage";
import { InboxPage } from "./channels/InboxPage";
import { DeskPage } from "./desk/DeskPage";
import { DispatchPage } from "./dispatch/DispatchPage";
import { OrderPage } from "./orders/OrderPage";
import { OrdersPage } from "./orders/OrdersPage";
import { PeoplePage } from "./people/PeoplePage";
import { PlacesPage } from "./qr/PlacesPage";
import { LoginPage } from "./session/LoginPage";
import { SignedIn } from "./session/SignedIn";
import { Home } from "./shell/Home";
import { ErrorBoundary } from "./shell/ErrorBoundary";
import { NotFound } from "./shell/NotFound";
import { Shell } from "./shell/Shell";
import { theme } from "./theme";
import { UnitPage } from "./unit/UnitPage";
import "./weeks";

// What draws charts is loaded when somebody looks at figures.
const FiguresPage = lazy(() => import("./figures/FiguresPage"));
const RowsPage = lazy(() => import("./figures/RowsPage"));
const WallboardPage = lazy(() => import("./wallboard/WallboardPage"));

const SERVER_TROUBLE = 500;

const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // A refusal stays a refusal; only trouble of the network or the server is worth another try.
      retry: (count, error) => {
        const { status } = Problem.of(error);
        return count < 2 && (status === 0 || status >= SERVER_TROUBLE);
      },
    },
  },
});

export default function Console() {
  return (
    <ConfigProvider locale={zhCN} theme={theme} button={{ autoInsertSpace: false }}>
      <AntApp>
        <QueryClientProvider client={client}>
          <ErrorBoundary>
            <Routes>
              <Route path="/login" element={<LoginPage />} />
              <Route
                path="/wallboard"
                element={
                  <SignedIn>
                    <WallboardPage />
                  </SignedIn>
                }
              />
              <Route
                element={
                  <SignedIn>
                    <Shell />
                  </SignedIn>
                }
              >
                <Route path="/desk" element={<DeskPage />} />
                <Route path="/dispatch" element={<Navigate to="/dispatch/waiting" replace />} />
                <Route path="/dispatch/:queue" element={<DispatchPage />} />
                <Route path="/unit" element={<UnitPage />} />
                <Route path="/callbacks" element={<CallbackPage />} />
                <Route path="/quality" element={<QualityPage />} />
                <Route path="/orders" element={<OrdersPage />} />
                <Route path="/orders/:no" element={<OrderPage />} />
                <Route path="/calls" element={<CallsPage />} />
                <Route path="/calls/:id" element={<CallPage />} />
                <Route path="/catalogue" element={<CataloguePage />} />
                <Route path="/counter" element={<CounterPage />} />
                <Route path="/people" element={<PeoplePage />} />
                <Route path="/places" element={<PlacesPage />} />
                <Route path="/inbox" element={<InboxPage />} />
                <Route path="/channels" element={<DoorsPage />} />
                <Route path="/analysis" element={<AnalysisPage />} />
                <Route path="/reports" element={<ReportsPage />} />
                <Route path="/figures" element={<Navigate to="/figures/day" replace />} />
                <Route path="/figures/rows" element={<RowsPage />} />
                <Route path="/figures/:view" element={<FiguresPage />} />
                <Route path="/welcome" element={<Home />} />
                <Route path="/" element={<Navigate to="/login" replace />} />
                <Route path="*" element={<NotFound />} />
              </Route>
            </Routes>
          </ErrorBoundary>
        </QueryClientProvider>
      </AntApp>
    </ConfigProvider>
  );
}
