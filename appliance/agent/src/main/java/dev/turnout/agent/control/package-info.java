/**
 * How the {@code turnout} command line speaks to the running agent: a Unix domain socket for the owner only.
 *
 * <pre>
 *   client                                   agent
 *     │  request line, UTF-8, at most 4096 bytes, ends with \n: words with one space between
 *     │      status json\n
 *     ├─────────────────────────────────────▶│
 *     │  with "check FORMAT LENGTH", so many bytes of a document follow the line
 *     │                                      │
 *     │  first line:  ok VERDICT\n           │
 *     │          or:  error CODE sentence\n  │
 *     │  then, after ok, the answer up to the end of the stream
 *     │◀─────────────────────────────────────┤
 * </pre>
 *
 * <p>One request a connection; the agent closes it. It renders text for people itself, so that the two sides need not
 * agree about anything else. A connection that is not done in time is closed, however it is used.
 *
 * <p>Start with {@link dev.turnout.agent.control.ControlServer}.
 */
@NullMarked
package dev.turnout.agent.control;

import org.jspecify.annotations.NullMarked;
