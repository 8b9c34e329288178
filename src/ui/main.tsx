/** The console's browser app: start reading here. */
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Router } from "wouter";
import { App } from "./app.tsx";
import { isWorthRetrying } from "./lib/api.ts";
import { SessionGate } from "./parts/session-gate.tsx";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/parts.css";

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      refetchOnWindowFocus: false,
      retry: (failures, thrown) => failures < 2 && isWorthRetrying(thrown),
    },
  },
});

const root = document.getElementById("root");
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queries}>
        <Router base={import.meta.env.BASE_URL.replace(/\/$/, "")}>
          <SessionGate>
            <App />
          </SessionGate>
        </Router>
      </QueryClientProvider>
    </StrictMode>,
  );
}
