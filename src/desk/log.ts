import { type DestinationStream, type Logger, pino } from 'pino';
import { type HttpLogger, pinoHttp } from 'pino-http';

export function createLog(destination?: DestinationStream): Logger {
  return destination ? pino({}, destination) : pino();
}

/**
 * One line a request. The path of a link is the key to approve and never logged; redaction is set here and not on the
 * logger because pino-http replaces what its parent was given.
 */
export function requestLog(logger: Logger): HttpLogger {
  return pinoHttp({
    logger,
    serializers: {
      req: ({
        id,
        method,
        url,
        remoteAddress,
      }: {
        id: unknown;
        method: string;
        url: string;
        remoteAddress: string;
      }) => ({
        id,
        method,
        url: withoutSecrets(url),
        remoteAddress,
      }),
      res: ({ statusCode }: { statusCode: number }) => ({ statusCode }),
    },
    customLogLevel: (_req, res, error) => (error || res.statusCode >= 500 ? 'error' : 'info'),
  });
}

function withoutSecrets(url: string): string {
  return url.replace(/^(\/a|\/signin\/link)\/[^/?#]+/i, '$1/[link]').replace(/\?.*$/, '');
}
