/** What the built worker needs of its surroundings to be loaded without a page; see config.ts. */
Object.assign(globalThis, { addEventListener: () => {} });
