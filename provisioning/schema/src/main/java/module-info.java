/** What fleet manager and box say to each other, and the parser that makes the core's model of it. */
module dev.turnout.schema {
    requires transitive com.google.protobuf;
    requires transitive dev.turnout.core;
    requires static org.jspecify;
    requires org.yaml.snakeyaml;

    exports dev.turnout.schema;
    exports dev.turnout.schema.signed;
    exports dev.turnout.v1;
}
