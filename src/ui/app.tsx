/** Every page by its address. */
import { lazy, Suspense } from "react";
import { Redirect, Route, Switch } from "wouter";
import { Empty } from "./parts/empty.tsx";
import { Shell } from "./parts/shell.tsx";

const MessagesPage = lazy(() => import("./pages/messages.tsx"));
const FindingsPage = lazy(() => import("./pages/findings.tsx"));
const NewSincePage = lazy(() => import("./pages/findings-new-since.tsx"));
const ComparisonPage = lazy(() => import("./pages/comparison.tsx"));
const ReadinessPage = lazy(() => import("./pages/readiness.tsx"));
const CutOverPage = lazy(() => import("./pages/cut-over.tsx"));
const DropsPage = lazy(() => import("./pages/findings-drops.tsx"));
const BuilderPage = lazy(() => import("./pages/builder.tsx"));
const ReferencePage = lazy(() => import("./pages/reference.tsx"));
const FaultsPage = lazy(() => import("./pages/faults.tsx"));
const HelpPage = lazy(() => import("./pages/help.tsx"));
const CheckPage = lazy(() => import("./pages/builder-check.tsx"));
const RulesPage = lazy(() => import("./pages/reference-rules.tsx"));
const StationsPage = lazy(() => import("./pages/stations.tsx"));
const StationPage = lazy(() => import("./pages/station.tsx"));
const SystemPage = lazy(() => import("./pages/system.tsx"));
const TransactionPage = lazy(() => import("./pages/transaction.tsx"));

export function App() {
  return (
    <Shell>
      <Suspense fallback={<Empty title="Loading…" />}>
        <Switch>
          <Route path="/" component={MessagesPage} />
          <Route path="/messages/:linkId/:seq" component={MessagesPage} />
          <Route path="/stations" component={StationsPage} />
          <Route path="/stations/:id" component={StationPage} />
          <Route path="/transactions/:key" component={TransactionPage} />
          <Route path="/findings" component={FindingsPage} />
          <Route path="/findings/new-since" component={NewSincePage} />
          <Route path="/findings/comparison">
            {/* Its address until it had neighbours. */}
            <Redirect to={`/migration/comparison${window.location.search}`} replace />
          </Route>
          <Route path="/findings/drops" component={DropsPage} />
          <Route path="/migration" component={ReadinessPage} />
          <Route path="/migration/comparison" component={ComparisonPage} />
          <Route path="/migration/cut-over/:name?" component={CutOverPage} />
          <Route path="/tools" component={CheckPage} />
          <Route path="/tools/build" component={BuilderPage} />
          <Route path="/tools/faults" component={FaultsPage} />
          <Route path="/reference/:word?" component={ReferencePage} />
          <Route path="/system" component={SystemPage} />
          <Route path="/help" component={HelpPage} />
          <Route path="/rules/:id?" component={RulesPage} />
          <Route>
            <h1 className="unseen">No such page</h1>
            <Empty title="There is no such page">
              The address may be of another version. All pages are in the bar above.
            </Empty>
          </Route>
        </Switch>
      </Suspense>
    </Shell>
  );
}
