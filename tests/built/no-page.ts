/** What the built worker needs of its surroundings to be loaded without a page: see built.config.ts. */
Object.assign(globalThis, { addEventListener: () => {} });
