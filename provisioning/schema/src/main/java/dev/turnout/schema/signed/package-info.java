/**
 * Signed messages between fleet manager and box.
 *
 * <pre>
 *   Statement ──SigningKey──▶ Envelope ──bytes──▶ Envelopes.open ──▶ Opened.Genuine   a Signed: numbers, times, content
 *                             (DSSE)              TrustedKeys        Opened.Refused   ENV_…
 * </pre>
 *
 * <p>Nothing of a payload is read before a signature over it is found to be right. Start with {@link
 * dev.turnout.schema.signed.Envelopes}.
 */
@NullMarked
package dev.turnout.schema.signed;

import org.jspecify.annotations.NullMarked;
