// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "source-tiktok-marketing",
  dependencies: [],
  targets: [
    .executableTarget(
      name: "source-tiktok-marketing", dependencies: ["Airbyte", "Connector", "TikTok"]),
    .target(name: "Airbyte", dependencies: ["Connector", "JSON"]),
    .target(
      name: "TikTok", dependencies: ["Connector", "HTTP", "JSON"],
      exclude: [
        "Schemas/README.md", "Schemas/custom-reports.md", "Schemas/data.md", "Schemas/from-airbyte.md",
      ],
      plugins: ["EmbedSchemasPlugin"]),
    .target(name: "Connector", dependencies: ["JSON"]),
    .target(name: "HTTP", dependencies: ["CCurl"]),
    .target(name: "JSON"),
    .systemLibrary(
      name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .executableTarget(name: "EmbedSchemas"),
    .plugin(
      name: "EmbedSchemasPlugin", capability: .buildTool(), dependencies: ["EmbedSchemas"],
      path: "Sources/EmbedSchemasPlugin"),
    .testTarget(name: "JSONTests", dependencies: ["JSON"]),
    .testTarget(name: "HTTPTests", dependencies: ["HTTP"]),
    .testTarget(
      name: "AirbyteTests", dependencies: ["Airbyte", "Connector", "JSON"], exclude: ["Snapshots"]),
    .testTarget(
      name: "TikTokTests", dependencies: ["TikTok", "Connector", "HTTP", "JSON"],
      exclude: ["Samples", "Snapshots"]),
    .testTarget(name: "LayeringTests"),
  ]
)

for target in package.targets where target.type != .plugin && target.type != .system {
  target.swiftSettings = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
  ]
}
