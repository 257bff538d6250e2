import { method, noParams } from "../method.ts";

export const netListening = method({
  name: "net_listening",
  params: noParams,
  handle: () => true,
});
