/** Every assumption a rule can name. */
export * from './callers.ts'
export * from './contents.ts'
export * from './fabric.ts'
export * from './host-bridge.ts'
export * from './iommu.ts'
export * from './owners.ts'
