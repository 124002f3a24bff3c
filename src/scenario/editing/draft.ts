/** A spec while operations are collected, each made on what the ones before have left. */
import type { Path, Spec } from '../../engine/index.ts';
import { mapped, type Operation, performed } from '../operation.ts';

export class Draft {
  spec: Spec;
  readonly operations: Operation[] = [];

  constructor(spec: Spec) {
    this.spec = spec;
  }

  /** Performs an operation, which must be possible. */
  do(operation: Operation): void {
    const result = performed(this.spec, operation);
    if (typeof result === 'string') throw new Error(result);
    this.spec = result.data as Spec;
    this.operations.push(operation);
  }

  set(path: Path, value: unknown): void {
    this.do({ kind: 'set', path, value });
  }

  insert(path: Path, value: unknown): void {
    this.do({ kind: 'insert', path, value });
  }

  remove(path: Path): void {
    this.do({ kind: 'remove', path });
  }

  /** Where something of the first spec is by now; null: it is gone. */
  placeOf(path: Path): Path | null {
    return this.operations.reduce<Path | null>(
      (at, operation) => at && mapped(at, operation),
      path,
    );
  }
}
