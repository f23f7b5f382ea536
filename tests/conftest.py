"""What every test may use."""

pytest_plugins = [
    "tests.servers",
    "tests.google",
    "tests.exchange",
    "tests.microsoft",
    "tests.e2e.diary",
    "tests.e2e.postbox",
    "tests.skipping",
    "tests.spreading",
    "tests.cloud.tools",
    "tests.cloud.home",
]
