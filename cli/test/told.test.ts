/**
 * What is told and drawn of a scenario. Most of these suites look at every saved file: here one worker explains each file once, for
 * all of them.
 */
import './told/story.ts'
import './told/head.ts'
import './told/why.ts'
import './told/changes.ts'
import './told/colour.ts'
import './told/draw.ts'
import './told/draw-way.ts'
import './told/draw-fit.ts'
import './told/draw-many.ts'
import './told/draw-colour.ts'
