/**
 * How a box gets its identity: a key that never leaves it, and a certificate for it from the fleet.
 *
 * <pre>
 *   pending key (on the disk) ──▶ CertificateRequest ──▶ claims listener of the broker ──▶ registrar
 *   identity.p12, trust.pem  ◀── checked ◀──────────────────── IdentityAnswer ◀──────────────┘
 * </pre>
 *
 * <p>Start with {@link dev.turnout.agent.identity.Enrolment}.
 */
@NullMarked
package dev.turnout.agent.identity;

import org.jspecify.annotations.NullMarked;
