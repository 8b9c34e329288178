/** The processes of this machine: what each does, and the versions they are of. */
import type { SystemAnswer } from "../../console/system-contract.ts";
import { Mark } from "./mark.tsx";
import { Facts, Panel } from "./system-panel.tsx";

export function SystemRoles({ state }: { readonly state: SystemAnswer }) {
  const { versions, instance } = state;
  return (
    <Panel title="Roles">
      <table className="st-table sy-table">
        <thead>
          <tr>
            <th scope="col">Role</th>
            <th scope="col">State</th>
            <th scope="col">Says</th>
            <th scope="col">Process</th>
          </tr>
        </thead>
        <tbody>
          {state.roles.map(({ role, ready, detail, pid }) => (
            <tr key={role}>
              <td>{role}</td>
              <td>
                <Mark tone={ready ? "ok" : "error"}>{ready ? "ready" : "not ready"}</Mark>
              </td>
              <td className="sy-words">{detail}</td>
              <td className="sy-number">{pid ?? "—"}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <Facts
        of={[
          ["ocpptap", versions.ocpptap],
          ["Node.js", versions.node],
          ["ClickHouse", versions.engine ?? "does not answer"],
          ["This machine", instance],
        ]}
      />
    </Panel>
  );
}
