export interface N8nWorkflow {
  id: string;
  name: string;
  active: boolean;
  isArchived?: boolean;
  nodes: N8nNode[];
  connections: object;
  settings: object;
  staticData: Record<string, unknown> | null;
}

export interface N8nNode {
  id: string;
  name: string;
  type: string;
  parameters: Record<string, unknown>;
  credentials?: Record<string, { id: string; name: string }>;
  [more: string]: unknown;
}

export interface N8nCredential {
  id: string;
  name: string;
  type: string;
}

/** What setup needs of n8n's public API. */
export interface N8n {
  url: string;
  workflows(): Promise<N8nWorkflow[]>;
  createWorkflow(workflow: Omit<N8nWorkflow, 'id' | 'active'>): Promise<N8nWorkflow>;
  updateWorkflow(id: string, workflow: Omit<N8nWorkflow, 'id' | 'active'>): Promise<void>;
  publish(id: string): Promise<void>;
  unpublish(id: string): Promise<void>;
  credentials(): Promise<N8nCredential[]>;
  createCredential(credential: Omit<N8nCredential, 'id'> & { data: object }): Promise<void>;
  updateCredential(id: string, data: object): Promise<void>;
  /** Has n8n try the credential itself: what it says of it where it does not work. */
  testCredential(id: string): Promise<string | undefined>;
  /** Whether n8n has loaded a node package that brings this credential type. */
  knowsCredentialType(type: string): Promise<boolean>;
  /** The version of a package installed over n8n's own screens; packages put into its folder by hand are not listed. */
  packageVersion(name: string): Promise<string | undefined>;
}

export class N8nError extends Error {
  override readonly name = 'N8nError';
  readonly status: number;
  readonly mend: string;

  constructor(status: number, message: string, mend: string, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
    this.mend = mend;
  }
}

/** @throws N8nError */
export function connectN8n(address: string, apiKey: string): N8n {
  const url = address.replace(/\/+$/, '');

  async function call<T>(method: string, path: string, body?: object): Promise<T> {
    const response = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: { 'X-N8N-API-KEY': apiKey, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(60_000),
    }).catch((cause: Error & { cause?: Error }) => {
      const why = cause.cause?.message ?? cause.message;
      throw new N8nError(0, `n8n at ${url} can't be reached: ${why}.`, 'Check N8N_URL, and that n8n runs.', { cause });
    });
    const text = await response.text();
    if (!response.ok) throw refused(response.status, `${method} ${path}`, text);
    return JSON.parse(text) as T;
  }

  function refused(status: number, request: string, text: string): N8nError {
    if (status === 401 || status === 403) {
      const mend =
        'Make a key under Settings → n8n API, with the scopes for workflows and credentials, and set N8N_API_KEY.';
      return new N8nError(status, `n8n does not accept N8N_API_KEY for ${request}: ${messageIn(text)}`, mend);
    }
    if (status === 404 && /<html|Cannot (GET|POST)/i.test(text)) {
      const mend =
        'Check N8N_URL: the address n8n is opened by. Its public API must not be switched off (N8N_PUBLIC_API_DISABLED).';
      return new N8nError(status, `No n8n API answers at ${url}/api/v1.`, mend);
    }
    return new N8nError(status, `n8n answered ${status} to ${request}: ${messageIn(text)}`, 'Mend what n8n names.');
  }

  async function all<T>(path: string): Promise<T[]> {
    const found: T[] = [];
    for (let cursor = ''; ;) {
      const page = await call<{ data: T[]; nextCursor: string | null }>('GET', `${path}?limit=100${cursor}`);
      found.push(...page.data);
      if (!page.nextCursor) return found;
      cursor = `&cursor=${encodeURIComponent(page.nextCursor)}`;
    }
  }

  return {
    url,
    workflows: () => all('/workflows'),
    createWorkflow: (workflow) => call('POST', '/workflows', workflow),
    updateWorkflow: async (id, workflow) => void (await call('PUT', `/workflows/${id}`, workflow)),
    publish: async (id) => void (await call('POST', `/workflows/${id}/activate`, {})),
    unpublish: async (id) => void (await call('POST', `/workflows/${id}/deactivate`, {})),
    credentials: () => all('/credentials'),
    createCredential: async (credential) => void (await call('POST', '/credentials', credential)),
    updateCredential: async (id, data) => void (await call('PATCH', `/credentials/${id}`, { data })),
    async testCredential(id) {
      const { status, message } = await call<{ status: string; message?: string }>(
        'POST',
        `/credentials/${id}/test`,
        {},
      );
      return status === 'OK' ? undefined : (message ?? 'it gives no reason');
    },
    knowsCredentialType: (type) =>
      call('GET', `/credentials/schema/${type}`).then(
        () => true,
        (error: unknown) => {
          if (error instanceof N8nError && error.status === 404) return false;
          throw error;
        },
      ),
    async packageVersion(name) {
      const packages = await call<{ packageName: string; installedVersion: string }[]>('GET', '/community-packages');
      return packages.find(({ packageName }) => packageName === name)?.installedVersion;
    },
  };
}

function messageIn(text: string): string {
  try {
    return String((JSON.parse(text) as { message?: unknown }).message ?? text);
  } catch {
    return text.slice(0, 300);
  }
}
