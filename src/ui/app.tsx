/** Every page by its address. */
import { lazy, Suspense } from "react";
import { Route, Switch } from "wouter";
import { Empty } from "./parts/empty.tsx";
import { Shell } from "./parts/shell.tsx";

const MessagesPage = lazy(() => import("./pages/messages.tsx"));

export function App() {
  return (
    <Shell>
      <Suspense fallback={<Empty title="Loading…" />}>
        <Switch>
          <Route path="/" component={MessagesPage} />
          <Route>
            <Empty title="There is no such page">
              The address may be of another version. All pages are in the bar above.
            </Empty>
          </Route>
        </Switch>
      </Suspense>
    </Shell>
  );
}
