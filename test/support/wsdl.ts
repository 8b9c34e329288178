/**
 * Small WSDLs of our own writing, with as much of OCPP-S as its namespaces and the names of its
 * elements: enough for a SOAP library to be a station or a CSMS.
 */
export type Operations = Readonly<
  Record<string, { readonly request: readonly string[]; readonly response: readonly string[] }>
>;

export function wsdlOf(uri: string, name: string, operations: Operations): string {
  const element = (local: string, fields: readonly string[]) =>
    `<x:element name="${local}"><x:complexType><x:sequence>${fields
      .map((field) => `<x:element name="${field}" type="x:string" minOccurs="0"/>`)
      .join("")}</x:sequence></x:complexType></x:element>`;
  const each = (write: (action: string, local: string) => string) =>
    Object.keys(operations)
      .map((action) => write(action, action.charAt(0).toLowerCase() + action.slice(1)))
      .join("");
  const types = Object.entries(operations).map(([action, { request, response }]) => {
    const local = action.charAt(0).toLowerCase() + action.slice(1);
    return element(`${local}Request`, request) + element(`${local}Response`, response);
  });
  const message = (local: string, kind: string) =>
    `<w:message name="${local}${kind}"><w:part name="parameters" element="o:${local}${kind}"/></w:message>`;
  return `<?xml version="1.0"?>
<w:definitions xmlns:w="http://schemas.xmlsoap.org/wsdl/" xmlns:x="http://www.w3.org/2001/XMLSchema"
  xmlns:s="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:o="${uri}" targetNamespace="${uri}">
<w:types><x:schema targetNamespace="${uri}" elementFormDefault="qualified">${types.join("")}</x:schema></w:types>
${each((_, local) => message(local, "Request") + message(local, "Response"))}
<w:portType name="${name}">${each(
    (action, local) =>
      `<w:operation name="${action}"><w:input message="o:${local}Request"/><w:output message="o:${local}Response"/></w:operation>`,
  )}</w:portType>
<w:binding name="${name}Soap" type="o:${name}"><s:binding style="document" transport="http://schemas.xmlsoap.org/soap/http"/>
${each(
  (action) =>
    `<w:operation name="${action}"><s:operation soapAction="/${action}" style="document"/>` +
    `<w:input><s:body use="literal"/></w:input><w:output><s:body use="literal"/></w:output></w:operation>`,
)}</w:binding>
<w:service name="${name}Service"><w:port name="${name}Port" binding="o:${name}Soap">
<s:address location="http://127.0.0.1/"/></w:port></w:service></w:definitions>`;
}
