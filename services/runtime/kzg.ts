/** The KZG library (EIP-4844) with Ethereum's trusted setup, which a thread can load only once. */
import cKzg from "c-kzg";

let isLoaded = false;

/** Loads the setup at the first call, which takes a second or two. */
export function loadedKzg(): typeof cKzg {
  // No tables made in advance: they cost more memory and time than a batch a minute gets back.
  if (!isLoaded) cKzg.loadTrustedSetup(0);
  isLoaded = true;
  return cKzg;
}
