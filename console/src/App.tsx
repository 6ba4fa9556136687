/** Two applications in one page: the citizen's telephone, which knows nothing of the inside, and the console. */
import { lazy, Suspense } from "react";
import { createBrowserRouter, RouterProvider } from "react-router";
import { zh } from "./strings";

const TelephonePage = lazy(() => import("./telephone/TelephonePage"));
const Console = lazy(() => import("./Console"));

const waiting = (
  <p className="page-waiting" role="status">
    {zh.freshness.loading}……
  </p>
);

const router = createBrowserRouter([
  { path: "/telephone", element: <TelephonePage /> },
  { path: "*", element: <Console /> },
]);

export function App() {
  return (
    <Suspense fallback={waiting}>
      <RouterProvider router={router} />
    </Suspense>
  );
}
