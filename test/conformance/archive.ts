/** Official test archives, read file by file. */
import { createReadStream } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { createGunzip } from "node:zlib";
import { extract } from "tar-stream";

const FOLDER = join(import.meta.dirname, "../vectors/ethereum-tests");

export type ArchiveFile = { readonly path: string; readonly text: string };

/** JSON files of an archive in its own order; macOS's companions and hidden files left out. */
export async function* jsonFiles(
  archive: string,
  wanted: (path: string) => boolean = () => true,
): AsyncGenerator<ArchiveFile> {
  const entries = extract();
  const source = createReadStream(join(FOLDER, archive));
  source.on("error", (error) => entries.destroy(error));
  source.pipe(createGunzip()).pipe(entries);
  for await (const entry of entries) {
    const { name, type } = entry.header;
    if (type === "file" && name.endsWith(".json") && !/(^|\/)\./.test(name) && wanted(name))
      yield { path: name, text: await text(entry) };
    else entry.resume();
  }
}
