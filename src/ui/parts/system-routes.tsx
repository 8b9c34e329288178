/** Where stations are relayed to, and how many are now. */
import type { BackendState, SystemAnswer } from "../../console/system-contract.ts";
import { number, sizeText } from "../lib/message-words.ts";
import { Facts, Panel } from "./system-panel.tsx";

export function SystemRoutes({ state }: { readonly state: SystemAnswer }) {
  const { routes, relay } = state;
  const open = state.store?.openLinks ?? [];
  return (
    <Panel title="Routes and links">
      <table className="st-table sy-table">
        <thead>
          <tr>
            <th scope="col">Path</th>
            <th scope="col">CSMS</th>
            <th scope="col">Mode</th>
          </tr>
        </thead>
        <tbody>
          {routes.map(({ match, upstream, mode, translates, backends }) => (
            <tr key={match}>
              <td className="mono sy-words">{match}</td>
              <td className="sy-words">
                <span className="mono">{upstream}</span>
                {backends.map((backend) => (
                  <Backend key={backend.name} backend={backend} />
                ))}
              </td>
              <td>
                {mode}
                {translates !== null && (
                  <div className="faint">
                    stations {translates.station}, CSMS {translates.csms}
                  </div>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {routes.length > 1 && <p className="faint">The first route that matches is taken.</p>}
      {relay === null ? (
        <p className="faint">No relay answers on this machine.</p>
      ) : (
        <Facts
          of={[
            ["Open links", number(relay.linksOpen)],
            ["Waiting for the CSMS", number(relay.linksDialling)],
            ["From stations", traffic(relay.messages.station, relay.bytes.station)],
            ["From the CSMS", traffic(relay.messages.csms, relay.bytes.csms)],
          ]}
        />
      )}
      {open.length > 0 && (
        <table className="st-table sy-table">
          <caption>Open links in the record</caption>
          <thead>
            <tr>
              <th scope="col">Relay</th>
              <th scope="col">Route</th>
              <th scope="col">Mode</th>
              <th scope="col" className="sy-number">
                Links
              </th>
            </tr>
          </thead>
          <tbody>
            {open.map(({ instance, route, mode, links }) => (
              <tr key={JSON.stringify([instance, route, mode])}>
                <td className="mono">{instance}</td>
                <td className="mono sy-words">{route}</td>
                <td>{mode}</td>
                <td className="sy-number">{number(links)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}

/** How it does is in the relay's detail. */
function Backend({ backend }: { readonly backend: BackendState }) {
  const { name, upstream, actions } = backend;
  return (
    <div className="faint">
      back-end {name}: <span className="mono">{upstream}</span>,{" "}
      {actions.length === 0 ? "only sees" : `may call ${actions.join(", ")}`}
    </div>
  );
}

/** Since the relay started. */
function traffic(messages: number, bytes: number): string {
  return `${number(messages)} messages, ${sizeText(bytes)}`;
}
