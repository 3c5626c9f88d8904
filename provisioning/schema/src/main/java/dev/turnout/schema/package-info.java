/**
 * The language of fleet manager and box, and the one parser that both use.
 *
 * <pre>
 *   file.yaml ──YamlDocuments──▶ YamlDocument ─┐
 *                                              ├─ConfigParser──▶ Accepted(FleetConfig, warnings)
 *   MQTT ──bytes──▶ turnout.v1.FleetConfig ────┘               │ Rejected(violations)
 *                            ▲                                 ▼
 *                            └──────────ConfigMessages───── FleetConfig
 * </pre>
 *
 * <p>A document is read in three passes that never stop at an error: each entity by itself ({@code ServiceReader},
 * {@code PoolReader}), what they are to each other ({@code CrossChecks}), and whether the tables have room
 * ({@code TableSizeChecks}). What was not legible is left empty in a <em>draft</em>, so that the later passes check the
 * rest; a model is made only where nothing was found.
 *
 * <p>Every rule has a constant in {@link dev.turnout.schema.ConfigCode}, every bound one in
 * {@link dev.turnout.schema.Limits}. Start with {@link dev.turnout.schema.ConfigParser}.
 */
@NullMarked
package dev.turnout.schema;

import org.jspecify.annotations.NullMarked;
