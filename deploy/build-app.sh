#!/bin/sh
# In a copy of the repository: builds it, and leaves what runs without what only builds and tests. Runs no install script.
set -eu
npm ci
npm run build --silent
rm -rf node_modules
npm ci --omit=dev
node apps/cli/dist/main.js --version
