import type { ReactNode } from "react";

/** Where there is nothing: says so, and what to do. */
export function Empty({
  title,
  children,
}: {
  readonly title: string;
  readonly children?: ReactNode;
}) {
  return (
    <div className="empty" role="status">
      <b>{title}</b>
      {children !== undefined && <p>{children}</p>}
    </div>
  );
}
