// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "source-tiktok-marketing",
  dependencies: [],
  targets: [
    .executableTarget(
      name: "source-tiktok-marketing", dependencies: ["Airbyte", "Connector", "TikTok"]),
    .target(name: "Airbyte", dependencies: ["Connector", "JSON", "Platform", "Secrets"]),
    .target(
      name: "TikTok", dependencies: ["Connector", "HTTP", "JSON", "Platform", "Secrets"],
      exclude: [
        "Schemas/README.md", "Schemas/custom-reports.md", "Schemas/data.md", "Schemas/from-airbyte.md",
      ],
      plugins: ["EmbedSchemasPlugin"]),
    .target(name: "Connector", dependencies: ["JSON"]),
    .target(name: "HTTP", dependencies: ["CCurl", "Platform", "Secrets"]),
    .target(name: "JSON"),
    .target(name: "Platform"),
    .target(name: "Secrets", dependencies: ["JSON"]),
    .systemLibrary(
      name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .executableTarget(name: "EmbedSchemas"),
    .plugin(
      name: "EmbedSchemasPlugin", capability: .buildTool(), dependencies: ["EmbedSchemas"],
      path: "Sources/EmbedSchemasPlugin"),
    .target(name: "TestSupport", path: "Tests/TestSupport"),
    .testTarget(name: "JSONTests", dependencies: ["JSON"]),
    .testTarget(name: "SecretsTests", dependencies: ["Secrets"]),
    .testTarget(name: "PlatformTests", dependencies: ["Platform"]),
    .testTarget(name: "HTTPTests", dependencies: ["HTTP", "Platform", "Secrets"]),
    .testTarget(
      name: "AirbyteTests",
      dependencies: ["Airbyte", "Connector", "JSON", "Platform", "Secrets", "TestSupport"],
      exclude: ["Snapshots"]
    ),
    .testTarget(
      name: "TikTokTests", dependencies: ["TikTok", "Connector", "HTTP", "JSON", "Platform", "TestSupport"],
      exclude: ["Samples", "Snapshots"]),
    .testTarget(
      name: "SimulationTests",
      dependencies: ["Airbyte", "HTTP", "JSON", "Platform", "TestSupport", "TikTok"],
      exclude: ["Samples"]),
    .testTarget(name: "LayeringTests"),
  ]
)

// Simulated worlds take a quarter of the time with an optimized connector. Its assertions stay.
let isOptimized = Context.environment["OPTIMIZED_TESTS"] != nil
// `integration_tests/run-tests` sets this. A user's newer toolchain may warn of more, which should not stop their build.
let areWarningsErrors = Context.environment["WARNINGS_AS_ERRORS"] != nil

for target in package.targets where target.type != .plugin && target.type != .system {
  target.swiftSettings = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
  ]
  if areWarningsErrors {
    target.swiftSettings? += [.treatAllWarnings(as: .error)]
  }
  if isOptimized, target.type == .regular || target.name == "SimulationTests" {
    target.swiftSettings? += [.unsafeFlags(["-O", "-assert-config", "Debug"])]
  }
}
