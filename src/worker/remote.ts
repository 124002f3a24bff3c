/**
 * Calls from one thread to another. Each has a number, under which its answer comes back; news that
 * nobody asked for comes under number 0.
 */
interface Call {
  number: number;
  name: string;
  args: unknown[];
}

interface Answer {
  number: number;
  value?: unknown;
  /** Why there is no value. */
  error?: string;
}

type Functions<T> = { [K in keyof T]: (...args: never[]) => unknown };

/** The same functions, which may take their time. */
type Served<T extends Functions<T>> = {
  [K in keyof T]: (...args: Parameters<T[K]>) => ReturnType<T[K]> | Promise<ReturnType<T[K]>>;
};

/** In a worker: calls of these functions are answered. */
export function serve<T extends Functions<T>>(functions: Served<T>): void {
  addEventListener('message', async ({ data }: MessageEvent<Call>) => {
    const { number, name, args } = data;
    const answer: Answer = { number };
    try {
      answer.value = await functions[name as keyof T](...(args as Parameters<T[keyof T]>));
    } catch (error) {
      answer.error = String(error);
    }
    postMessage(answer);
  });
}

/** In a worker: news for the page. @param transfer buffers that are handed over, not copied */
export function tell(news: unknown, transfer: Transferable[]): void {
  postMessage({ number: 0, value: news } satisfies Answer, { transfer });
}

/** Asks for a call. Its promise fails when the call does. */
export type Ask<T extends Functions<T>> = <K extends keyof T & string>(
  name: K,
  ...args: Parameters<T[K]>
) => Promise<ReturnType<T[K]>>;

/** In the page: what asks a worker. @param hear gets its news */
export function askOf<T extends Functions<T>>(
  worker: Worker,
  hear: (news: never) => void = () => {},
): Ask<T> {
  const asked = new Map<number, { resolve(value: never): void; reject(why: Error): void }>();
  let calls = 0;
  worker.onmessage = ({ data }: MessageEvent<Answer>) => {
    const { number, value, error } = data;
    if (number === 0) return hear(value as never);
    const call = asked.get(number);
    asked.delete(number);
    if (error === undefined) call?.resolve(value as never);
    else call?.reject(new Error(error));
  };
  return (name, ...args) =>
    new Promise((resolve, reject) => {
      asked.set(++calls, { resolve, reject });
      worker.postMessage({ number: calls, name, args } satisfies Call);
    });
}
