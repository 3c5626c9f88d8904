package dev.turnout.agent.mqtt;

import java.nio.file.Path;

/**
 * How the box signs in.
 *
 * @param passwordFile its first line is the password; read anew for every connection, so it can be changed while the
 *     agent runs
 */
public record Credentials(String user, Path passwordFile) {}
