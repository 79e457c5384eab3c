/** What is used here of JSON Schema: what means the same in draft-07 and in 2020-12. */
export interface JsonSchema {
  $schema?: string;
  $ref?: string;
  title?: string;
  description?: string;
  default?: unknown;
  examples?: readonly unknown[];
  const?: unknown;
  enum?: readonly unknown[];
  type?: string | readonly string[];
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
  /** A list of them, for tuples, only in the plain schema. */
  items?: JsonSchema | JsonSchema[];
  properties?: Record<string, JsonSchema>;
  required?: readonly string[];
  minProperties?: number;
  additionalProperties?: boolean | JsonSchema;
  propertyNames?: JsonSchema;
  not?: JsonSchema;
  if?: JsonSchema;
  then?: JsonSchema;
  else?: JsonSchema;
  allOf?: JsonSchema[];
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  definitions?: Record<string, JsonSchema>;
}
