import JSON
import Secrets
import Testing

@testable import Airbyte

struct `Secrets in a configuration` {
  @Test func `fields marked as secret in the specification are redacted at any depth`() {
    let specification: JSON = [
      "connectionSpecification": [
        "properties": [
          "credentials": [
            "oneOf": [
              ["properties": ["access_token": ["airbyte_secret": true], "app_id": ["type": "string"]]]
            ]
          ], "keys": ["type": "array", "airbyte_secret": true],
        ]
      ]
    ]
    let document: JSON = [
      "access_token": "legacy", "app_id": "public",
      "credentials": ["access_token": "nested", "secret_of_nobody": "shown"],
      "keys": ["one", ["two": "three"]],
      "other": ["access_token": "${TOKEN}"],
    ]
    #expect(
      Redaction.secrets(in: document, markedBy: specification) == ["legacy", "nested", "one", "three"])
  }
}
