import { runSweep } from '/work/main/properties/search/sweep.ts'
import { sweepsFor } from '/work/main/properties/search/sweeps.ts'
import { exhausted } from '/work/main/properties/scopes/index.ts'
import { strays, tiny } from '/work/main/properties/scopes/exhausted.ts'
import { LITMUS_FOLDER, loadFolder } from '/work/main/spec/files/library.ts'
import { rules } from '/work/main/spec/rules/index.ts'
import { designs, mutants } from '/work/main/model/designs/index.ts'
const lm = loadFolder(LITMUS_FOLDER).map(({ litmus }) => litmus)
const go = (what: string, sweeps: readonly any[], ds: any) => { for (const s of sweeps) {
  const t = process.cpuUsage()
  const r = runSweep(s, rules, ds, lm)
  console.log(what, s.driver, s.scope, JSON.stringify(s.part ?? s.runs ?? ''), r.runs, (process.cpuUsage(t).user/1e6).toFixed(1))
}}
go('mutants', sweepsFor([tiny, strays], 1000, 7), mutants)
go('designs', sweepsFor(exhausted, 3000, 7), designs)
