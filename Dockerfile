# The approval desk and the command line. Wants the packed package beside it: `npm pack`, then `docker compose build`.
FROM node:24.11.1-bookworm-slim

WORKDIR /app
COPY n8n-nodes-odoo-billing-*.tgz package.tgz
RUN npm install --offline --no-audit --no-fund ./package.tgz && rm package.tgz

# Volumes take their owner from here.
RUN mkdir -p /settings /n8n && chown node:node /settings /n8n
USER node

ENV NODE_ENV=production DESK_HOST=0.0.0.0 DESK_PORT=8400
EXPOSE 8400
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=6 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.DESK_PORT}/readyz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]

ENTRYPOINT ["node_modules/.bin/odoo-billing"]
CMD ["desk"]
