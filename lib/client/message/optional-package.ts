/**
 * Packages that users install only if they want what needs them.
 */
import { CompressionUnavailableError } from '../errors/input-errors.js';
import type { CompressType } from './body-compressor.js';

/** Says why a package is needed if it cannot be loaded. @internal */
export async function loadPackage<T>(type: CompressType, name: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    throw new CompressionUnavailableError(type, name, { cause: error });
  }
}
