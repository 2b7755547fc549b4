declare module 'xmlrpc/lib/serializer.js' {
  const Serializer: {
    serializeMethodResponse(result: unknown): string;
    serializeFault(fault: { faultCode: number; faultString: string }): string;
  };
  export default Serializer;
}

declare module 'xmlrpc/lib/deserializer.js' {
  import type { Readable } from 'node:stream';

  export default class Deserializer {
    deserializeMethodCall(
      stream: Readable,
      callback: (error: Error | null, method: string, params: unknown[]) => void,
    ): void;
  }
}
