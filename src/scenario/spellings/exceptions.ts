/**
 * Failures as libraries name them, and the reasons that they are here: exceptions by their class,
 * gRPC's status codes.
 */
const BROKEN = ['refused', 'reset', 'connect-timeout'];

const REASONS: Readonly<Record<string, readonly string[]>> = {
  // Java and Spring
  TimeoutException: ['timeout'],
  SocketTimeoutException: ['timeout'],
  HttpTimeoutException: ['timeout'],
  ReadTimeoutException: ['timeout'],
  ConnectTimeoutException: ['connect-timeout'],
  HttpConnectTimeoutException: ['connect-timeout'],
  ConnectException: ['refused', 'connect-timeout'],
  IOException: [...BROKEN, 'timeout'],
  SocketException: BROKEN,
  ResourceAccessException: [...BROKEN, 'timeout'],
  HttpServerErrorException: ['error'],
  InternalServerError: ['error'],
  ServiceUnavailable: ['error', 'queue-full', 'shed'],
  HttpClientErrorException: ['permanent', 'conflict', 'rate-limited'],
  BadRequest: ['permanent'],
  NotFound: ['permanent'],
  TooManyRequests: ['rate-limited'],
  HystrixBadRequestException: ['permanent'],
  CallNotPermittedException: ['circuit-open'],
  BulkheadFullException: ['bulkhead-full'],
  RequestNotPermitted: ['rate-limited'],
  // .NET and Polly
  HttpRequestException: ['error', ...BROKEN],
  TimeoutRejectedException: ['timeout'],
  BrokenCircuitException: ['circuit-open'],
  RateLimiterRejectedException: ['rate-limited', 'bulkhead-full'],
  OperationCanceledException: ['cancelled'],
  TaskCanceledException: ['cancelled'],
  // gRPC
  UNAVAILABLE: ['error', ...BROKEN, 'queue-full', 'queue-timeout', 'shed'],
  RESOURCE_EXHAUSTED: ['rate-limited'],
  DEADLINE_EXCEEDED: ['timeout', 'deadline'],
  ABORTED: ['conflict'],
  INTERNAL: ['error'],
  UNKNOWN: ['error'],
  CANCELLED: ['cancelled'],
  INVALID_ARGUMENT: ['permanent'],
  NOT_FOUND: ['permanent'],
  FAILED_PRECONDITION: ['permanent'],
  PERMISSION_DENIED: ['permanent'],
};

/** A class by its own name, without package and outer class, or a status code. */
function reasonOf(word: unknown): readonly string[] | undefined {
  const name = typeof word === 'string' ? /[A-Za-z_]+$/.exec(word.slice(-80).trim())?.[0] : '';
  return name && Object.hasOwn(REASONS, name) ? REASONS[name] : undefined;
}

/** The reasons of a list, or of words with commas between; null: one of them is unknown. */
export function reasonsOf(value: unknown): string[] | null {
  const words: unknown[] = typeof value === 'string' ? value.slice(0, 1000).split(',') : [];
  const found = (Array.isArray(value) ? value.slice(0, 100) : words).map(reasonOf);
  if (found.length === 0 || found.includes(undefined)) return null;
  return [...new Set(found.flatMap((reasons) => reasons ?? []))];
}
