/**
 * The fleet's certification authorities, in one directory:
 *
 * <pre>
 *   ca.p12, ca.pem                  who signs boxes, brokers and operators
 *   claims-ca.p12, claims-ca.pem    who signs claims, which the broker lets do nothing but claim
 *   fleetctl.p12                    the operator's identity
 *   claims/ID                       each claim: for which box, how often, until when, and what was issued by it
 *   issued/BOX                      each certificate of a box, and whether it was revoked
 *   trust.pem                       the keys that boxes are to trust; put there by hand
 * </pre>
 *
 * <p>Start with {@link dev.turnout.fleetctl.ca.Authority}.
 */
@NullMarked
package dev.turnout.fleetctl.ca;

import org.jspecify.annotations.NullMarked;
