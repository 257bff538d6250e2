import { z } from "zod";
import { method } from "../method.ts";

export const ethUninstallFilter = method({
  name: "eth_uninstallFilter",
  params: z.tuple([z.string()]),
  handle: ({ filters }, [id]) => filters.remove(id),
});
