/**
 * The process z3 runs in: SMT-LIB text in, what z3 answers out. It never ends of itself and leaks (z3's WebAssembly keeps
 * its threads); whoever started it kills it. Plain JavaScript, so that it starts without a loader.
 */
import { init } from 'z3-solver'

const { Context } = await init()

process.on('message', async (text) => {
  try {
    const solver = new (Context('main').Solver)()
    solver.fromString(text)
    process.send({ answer: await solver.check() })
  } catch (error) {
    process.send({ answer: `error: ${error instanceof Error ? error.message : String(error)}` })
  }
})
process.send({ ready: true })
