/** Every assumption a rule can name. */
export * from './fabric.ts'
export * from './host-bridge.ts'
